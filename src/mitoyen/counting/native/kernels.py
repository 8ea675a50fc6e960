"""Compiled loops of the native engine.

They release the interpreter's lock and start no thread. Rows are told by 32-bit numbers within a batch and by 64-bit
ones within the lake. Tables are open hash tables whose size is a power of two, and which are never full.
"""

import numpy as np
from numba import njit

DUPLICATE, REVERSAL, REVERSED = np.uint8(1), np.uint8(2), np.uint8(4)
"""Why a record is no fact."""
PLACE_BITS, KIND_BITS = 24, 19
PLACE_SHIFT = 8
"""Places whose cells are kept in one table: 256."""
EMPTY = -1
BLOCK = 256
"""Rows whose places in a table are fetched together."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


@njit(cache=True, nogil=True, inline="always")
def _hash(key, second):
    """64 mixed bits; the high ones choose the bucket, the low ones the place in a table."""
    mixed = (np.uint64(key) ^ (np.uint64(second) * _MIX)) * _ODD
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    return mixed ^ (mixed >> _HALF)


@njit(cache=True, nogil=True, inline="always")
def _step(column):
    """An array of one value stands for as many as there are rows."""
    return 1 if column.size > 1 else 0


@njit(cache=True, nogil=True)
def pairs(lost, giver, receiver, low, high, rows):
    """Write the two persons, in order, of each fact that has two; how many there are."""
    found = 0
    for row in range(lost.size):
        one, two = giver[row], receiver[row]
        if lost[row] == 0 and one != 0 and two != 0 and one != two:
            low[found], high[found], rows[found] = min(one, two), max(one, two), row
            found += 1
    return found


@njit(cache=True, nogil=True)
def scatter(given, seconds, given_rows, size, bits, at, starts, keys, others, rows):
    """Put `size` entries of a batch at `at` and after, bucket by bucket; starts: (buckets + 1,), filled here.

    seconds and others may be empty: keys of one word. given_rows may be empty: an entry a row.
    """
    shift, two, told = np.uint64(64 - bits), seconds.size > 0, given_rows.size > 0
    starts[:] = 0
    for entry in range(size):
        starts[(_hash(given[entry], seconds[entry] if two else 0) >> shift) + np.uint64(1)] += 1
    starts[0] = at
    for bucket in range(1, starts.size):
        starts[bucket] += starts[bucket - 1]
    ends = starts[:-1].copy()
    for entry in range(size):
        bucket = _hash(given[entry], seconds[entry] if two else 0) >> shift
        place = ends[bucket]
        ends[bucket] = place + 1
        keys[place] = given[entry]
        if two:
            others[place] = seconds[entry]
        rows[place] = given_rows[entry] if told else entry


@njit(cache=True, nogil=True, inline="always")
def _found(table, keys, others, entry):
    """The place in the table of the entry's key, or the empty place where it goes."""
    mask = np.uint64(table.size - 1)
    two = others.size > 0
    slot = _hash(keys[entry], others[entry] if two else 0) & mask
    while True:
        there = table[slot]
        if there < 0 or (keys[there] == keys[entry] and (not two or others[there] == others[entry])):
            return slot
        slot = (slot + np.uint64(1)) & mask


@njit(cache=True, nogil=True)
def sieve(bucket, starts, keys, others, rows, target_starts, targets, once, twice, active):
    """Bring to the front of each batch's bucket the entries whose key may not be alone, or may be a target; count them.

    What follows them is lost. once, twice: a bit for each of many more hashes than there are keys; with 16 bits a key,
    one key in sixteen looks as if it were not alone.
    """
    once[:] = 0
    twice[:] = 0
    none, mask = targets[:0], np.uint64(64 * once.size - 1)
    for batch in range(starts.shape[0]):
        for entry in range(starts[batch, bucket], starts[batch, bucket + 1]):
            word, bit = _bit(keys, others, entry, mask)
            twice[word] |= once[word] & bit
            once[word] |= bit
    for target in range(target_starts[bucket], target_starts[bucket + 1]):
        word, bit = _bit(targets, none, target, mask)
        twice[word] |= bit
    for batch in range(starts.shape[0]):
        front = starts[batch, bucket]
        for entry in range(starts[batch, bucket], starts[batch, bucket + 1]):
            word, bit = _bit(keys, others, entry, mask)
            if twice[word] & bit:
                _move(keys, others, rows, entry, front)
                front += 1
        active[batch, bucket] = front - starts[batch, bucket]


@njit(cache=True, nogil=True, inline="always")
def _bit(keys, others, entry, mask):
    place = _hash(keys[entry], others[entry] if others.size > 0 else 0) & mask
    return place >> np.uint64(6), np.uint64(1) << (place & np.uint64(63))


@njit(cache=True, nogil=True, inline="always")
def _move(keys, others, rows, entry, place):
    keys[place] = keys[entry]
    rows[place] = rows[entry]
    if others.size > 0:
        others[place] = others[entry]


@njit(cache=True, nogil=True)
def gather(starts, active, rows, column, orders, at):
    """Write, from `at` on, the column's value at each entry in play of a batch, bucket by bucket."""
    step = _step(column)
    for bucket in range(active.size):
        for entry in range(starts[bucket], starts[bucket] + active[bucket]):
            orders[at] = column[step * rows[entry]]
            at += 1


@njit(cache=True, nogil=True)
def settle(bucket, last, first_rows, starts, active, places, keys, others, rows, orders, gone, table, best, lost):
    """Among entries in play of one key, those of the lowest order stay in play and the others are lost.

    After the last order, the lowest row alone stays. best: as long as the table; places: where `orders` of a batch's
    bucket begin; gone: as long as `orders`, filled here.
    """
    table[:] = EMPTY
    for batch in range(starts.shape[0]):
        shift = places[batch, bucket] - starts[batch, bucket]
        for entry in range(starts[batch, bucket], starts[batch, bucket] + active[batch, bucket]):
            slot, order = _found(table, keys, others, entry), orders[entry + shift]
            if table[slot] < 0 or order < best[slot]:
                table[slot], best[slot] = entry, order
            elif last and order == best[slot] and _earlier(rows, starts, bucket, entry, batch, table[slot]):
                table[slot] = entry
    for batch in range(starts.shape[0]):
        shift = places[batch, bucket] - starts[batch, bucket]
        for entry in range(starts[batch, bucket], starts[batch, bucket] + active[batch, bucket]):
            slot = _found(table, keys, others, entry)
            gone[entry + shift] = orders[entry + shift] > best[slot] or (last and table[slot] != entry)
            if gone[entry + shift]:
                lost[first_rows[batch] + rows[entry]] |= DUPLICATE
    _leave_gone(bucket, starts, active, places, keys, others, rows, gone)


@njit(cache=True, nogil=True)
def _leave_gone(bucket, starts, active, places, keys, others, rows, gone):
    """Keep in play the entries of a bucket that are not gone."""
    for batch in range(starts.shape[0]):
        front = starts[batch, bucket]
        shift = places[batch, bucket] - front
        for entry in range(front, front + active[batch, bucket]):
            if not gone[entry + shift]:
                _move(keys, others, rows, entry, front)
                front += 1
        active[batch, bucket] = front - starts[batch, bucket]


@njit(cache=True, nogil=True)
def _earlier(rows, starts, bucket, entry, batch, other):
    """Whether an entry stands before another in the lake; batches come in the order of their rows."""
    if other < starts[batch, bucket]:
        return False
    return rows[entry] < rows[other]


@njit(cache=True, nogil=True)
def flag_reversed(bucket, first_rows, starts, active, keys, rows, target_starts, targets, table, lost):
    """Mark the records in play of a bucket whose key a reversal aims at."""
    table[:] = EMPTY
    none = targets[:0]
    for target in range(target_starts[bucket], target_starts[bucket + 1]):
        table[_found(table, targets, none, target)] = target
    mask = np.uint64(table.size - 1)
    for batch in range(starts.shape[0]):
        for entry in range(starts[batch, bucket], starts[batch, bucket] + active[batch, bucket]):
            slot = _hash(keys[entry], 0) & mask
            while table[slot] >= 0:
                if targets[table[slot]] == keys[entry]:
                    lost[first_rows[batch] + rows[entry]] |= REVERSED
                    break
                slot = (slot + np.uint64(1)) & mask


@njit(cache=True, nogil=True)
def mark(one, two, three, sizes, seen):
    """Mark which triples of codes there are."""
    first, second, third = _step(one), _step(two), _step(three)
    for row in range(max(one.size, two.size, three.size)):
        seen[(one[row * first] * sizes[1] + two[row * second]) * sizes[2] + three[row * third]] = 1


@njit(cache=True, nogil=True)
def pack(lost, period, place, numbers, one, two, three, sizes, kind, keys, starts):
    """Key of each fact's cell, EMPTY where there is none: period, place and kind, so that keys sort as they do.

    numbers: that of each code of a place; kind: that of each triple of codes, negative where the triple is not counted;
    starts: (parts + 1,), filled here: where the rows of each part begin.
    """
    first, second, third, when, where = _step(one), _step(two), _step(three), _step(period), _step(place)
    twos, threes = sizes[1], sizes[2]
    starts[:] = 0
    for row in range(lost.size):
        number = kind[(one[row * first] * twos + two[row * second]) * threes + three[row * third]]
        there = numbers[place[row * where]]
        counted = lost[row] == 0 and number >= 0
        key = (((period[row * when] << PLACE_BITS) | there) << KIND_BITS) | number
        keys[row] = key if counted else EMPTY
        starts[(there >> PLACE_SHIFT) + 1] += counted
    for part in range(1, starts.size):
        starts[part] += starts[part - 1]


@njit(cache=True, nogil=True)
def split(keys, columns, starts, split_keys, split_columns):
    """Put rows that are counted part by part, a part for a few hundred neighbouring places.

    The cells of a part stay near the processor while its rows are added.
    """
    shift, within = PLACE_SHIFT + KIND_BITS, (1 << (PLACE_BITS - PLACE_SHIFT)) - 1
    ends = starts[:-1].copy()
    for row in range(keys.size):
        if keys[row] != EMPTY:
            part = (keys[row] >> shift) & within
            place = ends[part]
            ends[part] = place + 1
            split_keys[place] = keys[row]
            for number in range(len(columns)):
                split_columns[number][place] = columns[number][row if columns[number].size > 1 else 0]


@njit(cache=True, nogil=True, inline="always")
def _parts(key):
    place = (key >> KIND_BITS) & ((1 << PLACE_BITS) - 1)
    return key >> (KIND_BITS + PLACE_BITS), place, key & ((1 << KIND_BITS) - 1)


@njit(cache=True, nogil=True)
def unpack(keys, times, places, kinds):
    """Time, place and kind of cells."""
    for cell in range(keys.size):
        times[cell], places[cell], kinds[cell] = _parts(keys[cell])


@njit(cache=True, nogil=True, inline="always")
def _add(values, cell, columns, row):
    """columns: units, then what was measured; a cell holds facts, units, then sum and known units of each measure."""
    units = np.int64(columns[0][row])
    values[cell, 0] += 1
    values[cell, 1] += units
    for number in range(1, len(columns)):
        measured = columns[number][row]
        values[cell, 2 * number] += measured
        values[cell, 2 * number + 1] += units * (measured > 0)


@njit(cache=True, nogil=True)
def add_to_grid(keys, columns, width, grid):
    """Add facts of a part to its grid: a row of numbers for each of its places and each of `width` kinds."""
    within = (1 << PLACE_SHIFT) - 1
    for row in range(keys.size):
        _, place, kind = _parts(keys[row])
        _add(grid, (place & within) * width + kind, columns, row)


@njit(cache=True, nogil=True)
def add_cells_to_grid(keys, more, width, grid):
    """Add cells that were counted before; more: (columns, cells)."""
    within = (1 << PLACE_SHIFT) - 1
    for cell in range(keys.size):
        _, place, kind = _parts(keys[cell])
        for column in range(grid.shape[1]):
            grid[(place & within) * width + kind, column] += more[column, cell]


@njit(cache=True, nogil=True)
def empty_grid(grid, width, first, at, keys, values, found):
    """Write the cells that hold facts at `at` and after, and clear the grid; where the next ones go.

    first: the key of the grid's first cell; values: (columns, cells); found: as long as the grid. keys has room for one
    more than there are: it is written before it is known whether the cell holds anything.
    """
    size = 0
    for place in range(grid.shape[0] // width):
        for kind in range(width):
            cell = place * width + kind
            keys[at + size], found[size] = first + (place << KIND_BITS) + kind, cell
            size += grid[cell, 0] != 0
    for column in range(grid.shape[1]):
        for cell in range(size):
            values[column, at + cell] = grid[found[cell], column]
    grid[:] = 0
    return at + size


@njit(cache=True, nogil=True)
def put_cells(size, cells, table):
    """Note the first cells, which are all different, in a table of key and number that has room."""
    mask = np.uint64(table.shape[0] - 1)
    for cell in range(size):
        slot = _hash(cells[cell], 0) & mask
        while table[slot, 0] != EMPTY:
            slot = (slot + np.uint64(1)) & mask
        table[slot, 0], table[slot, 1] = cells[cell], cell


@njit(cache=True, nogil=True)
def _find_cells(start, stop, keys, table, cells, values, used, found):
    """The cell of each key of a block, made if it is new; the row where room ran out, or `stop`.

    A first loop, which waits for nothing, brings the places of the table near; the second one looks at them.
    """
    mask, touched = np.uint64(table.shape[0] - 1), np.int64(0)
    for row in range(start, stop):
        found[row - start] = np.int64(_hash(keys[row], 0) & mask)
        touched += table[found[row - start], 0]
    found[found.size - 1] = touched
    for row in range(start, stop):
        key, slot = keys[row], np.uint64(found[row - start])
        while table[slot, 0] != key:
            if table[slot, 0] == EMPTY:
                made = used[0]
                if made == cells.size:
                    return row
                table[slot, 0], table[slot, 1], cells[made] = key, made, key
                values[made, :] = 0
                used[0] = made + 1
            else:
                slot = (slot + np.uint64(1)) & mask
        found[row - start] = table[slot, 1]
    return stop


@njit(cache=True, nogil=True)
def add_tally(start, keys, columns, table, cells, values, used):
    """Add facts from row `start` on; the row where room ran out, or the number of rows."""
    found = np.empty(BLOCK + 1, np.int64)
    for first in range(start, keys.size, BLOCK):
        stop = _find_cells(first, min(first + BLOCK, keys.size), keys, table, cells, values, used, found)
        for row in range(first, stop):
            _add(values, found[row - first], columns, row)
        if stop < min(first + BLOCK, keys.size):
            return stop
    return keys.size


@njit(cache=True, nogil=True)
def add_one(start, keys, columns, table, cells, values, used):
    """Count facts from row `start` on, of which nothing else is added; as add_tally."""
    found = np.empty(BLOCK + 1, np.int64)
    for first in range(start, keys.size, BLOCK):
        stop = _find_cells(first, min(first + BLOCK, keys.size), keys, table, cells, values, used, found)
        for row in range(first, stop):
            values[found[row - first], 0] += 1
        if stop < min(first + BLOCK, keys.size):
            return stop
    return keys.size


@njit(cache=True, nogil=True)
def add_cells(start, keys, more, table, cells, values, used):
    """Add cells that were counted before, from number `start` on; more: (columns, cells); as add_tally."""
    found = np.empty(BLOCK + 1, np.int64)
    for first in range(start, keys.size, BLOCK):
        stop = _find_cells(first, min(first + BLOCK, keys.size), keys, table, cells, values, used, found)
        for cell in range(first, stop):
            for column in range(values.shape[1]):
                values[found[cell - first], column] += more[column, cell]
        if stop < min(first + BLOCK, keys.size):
            return stop
    return keys.size


@njit(cache=True, nogil=True)
def add_people(start, keys, person, months, month, table, used):
    """Note who took part where in a month, from row `start` on; the row where room ran out, or the number of rows.

    keys: packed, of the places of one part; months: which 32 months these are; month: which of them, a bit;
    table: (size, 2) of person, and of 32 months, place in the part and months taken part in; 0 where nobody is.
    """
    mask, within = np.uint64(table.shape[0] - 1), (1 << PLACE_SHIFT) - 1
    for row in range(start, person.size):
        who = person[row]
        if who == 0:
            continue
        where = (months << PLACE_SHIFT) | ((keys[row] >> KIND_BITS) & within)
        slot = _hash(who, 0) & mask
        while table[slot, 0] != 0 and (table[slot, 0] != who or table[slot, 1] >> 32 != where):
            slot = (slot + np.uint64(1)) & mask
        if table[slot, 0] == 0:
            if 3 * used[0] >= 2 * table.shape[0]:
                return row
            table[slot, 0], table[slot, 1] = who, where << 32
            used[0] += 1
        table[slot, 1] |= month
    return person.size


@njit(cache=True, nogil=True)
def move_people(table, larger):
    """Put what a table holds in a larger one."""
    mask = np.uint64(larger.shape[0] - 1)
    for one in range(table.shape[0]):
        if table[one, 0] != 0:
            slot = _hash(table[one, 0], 0) & mask
            while larger[slot, 0] != 0:
                slot = (slot + np.uint64(1)) & mask
            larger[slot, 0], larger[slot, 1] = table[one, 0], table[one, 1]


@njit(cache=True, nogil=True)
def count_people(table, counts):
    """Add the persons of each place of the part and month: (months, places) counts."""
    within = (1 << PLACE_SHIFT) - 1
    for one in range(table.shape[0]):
        taken, where = table[one, 1] & 0xFFFFFFFF, table[one, 1] >> 32
        month = 32 * (where >> PLACE_SHIFT)
        while taken:
            counts[month, where & within] += taken & 1
            taken >>= 1
            month += 1
