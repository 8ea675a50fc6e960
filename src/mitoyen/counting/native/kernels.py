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
def flag_repeated(bucket, starts, keys, others, table, flags):
    """Flag the entries of a bucket whose key is not alone."""
    table[:] = EMPTY
    for batch in range(starts.shape[0]):
        for entry in range(starts[batch, bucket], starts[batch, bucket + 1]):
            slot = _found(table, keys, others, entry)
            if table[slot] < 0:
                table[slot] = entry
            else:
                flags[entry] = 1
                flags[table[slot]] = 1


@njit(cache=True, nogil=True)
def bring_forward(starts, active, keys, others, rows, flags):
    """Move the flagged entries of a batch to the front of their bucket and count them; (buckets,) active."""
    for bucket in range(active.size):
        front, back = starts[bucket], starts[bucket] + active[bucket] - 1
        while front <= back:
            if flags[front]:
                flags[front] = 0
                front += 1
            else:
                _swap(keys, front, back)
                if others.size:
                    _swap(others, front, back)
                _swap(rows, front, back)
                _swap(flags, front, back)
                back -= 1
        active[bucket] = front - starts[bucket]


@njit(cache=True, nogil=True, inline="always")
def _swap(values, one, two):
    kept = values[one]
    values[one] = values[two]
    values[two] = kept


@njit(cache=True, nogil=True)
def gather(starts, active, rows, column, orders, at):
    """Write, from `at` on, the column's value at each entry in play of a batch, bucket by bucket."""
    for bucket in range(active.size):
        for entry in range(starts[bucket], starts[bucket] + active[bucket]):
            orders[at] = column[rows[entry]]
            at += 1


@njit(cache=True, nogil=True)
def settle(bucket, last, first_rows, starts, active, places, keys, others, rows, orders, table, best, flags, lost):
    """Among entries in play of one key, those of the lowest order stay in play and the others are lost.

    After the last order, the lowest row alone stays. best: as long as the table; places: where `orders` of a batch's
    bucket begin.
    """
    table[:] = EMPTY
    for batch in range(starts.shape[0]):
        shift = places[batch, bucket] - starts[batch, bucket]
        for entry in range(starts[batch, bucket], starts[batch, bucket] + active[batch, bucket]):
            slot, order = _found(table, keys, others, entry), orders[entry + shift]
            if table[slot] < 0 or order < best[slot]:
                table[slot], best[slot] = entry, order
            elif last and order == best[slot] and _earlier(rows, first_rows, starts, bucket, entry, batch, table[slot]):
                table[slot] = entry
    for batch in range(starts.shape[0]):
        shift = places[batch, bucket] - starts[batch, bucket]
        for entry in range(starts[batch, bucket], starts[batch, bucket] + active[batch, bucket]):
            slot = _found(table, keys, others, entry)
            if orders[entry + shift] > best[slot] or (last and table[slot] != entry):
                lost[first_rows[batch] + rows[entry]] |= DUPLICATE
            else:
                flags[entry] = 1


@njit(cache=True, nogil=True)
def _earlier(rows, first_rows, starts, bucket, entry, batch, other):
    """Whether an entry stands before another in the lake; batches come in the order of their rows."""
    if other < starts[batch, bucket]:
        return False
    return rows[entry] < rows[other]


@njit(cache=True, nogil=True)
def flag_reversed(bucket, first_rows, starts, keys, rows, target_starts, targets, table, lost):
    """Mark the records of a bucket whose key a reversal aims at."""
    table[:] = EMPTY
    none = targets[:0]
    for target in range(target_starts[bucket], target_starts[bucket + 1]):
        table[_found(table, targets, none, target)] = target
    mask = np.uint64(table.size - 1)
    for batch in range(starts.shape[0]):
        for entry in range(starts[batch, bucket], starts[batch, bucket + 1]):
            slot = _hash(keys[entry], 0) & mask
            while table[slot] >= 0:
                if targets[table[slot]] == keys[entry]:
                    lost[first_rows[batch] + rows[entry]] |= REVERSED
                    break
                slot = (slot + np.uint64(1)) & mask


@njit(cache=True, nogil=True)
def mark(one, two, three, sizes, seen):
    """Mark which triples of codes there are."""
    for row in range(one.size):
        seen[(one[row] * sizes[1] + two[row]) * sizes[2] + three[row]] = 1


@njit(cache=True, nogil=True)
def pack(lost, period, place, one, two, three, sizes, kind, keys):
    """Key of each fact's cell, EMPTY where there is none: period, place and kind, so that keys sort as they do.

    kind: number of each triple of codes, negative where the triple is not counted.
    """
    for row in range(lost.size):
        number = kind[(one[row] * sizes[1] + two[row]) * sizes[2] + three[row]]
        if lost[row] or number < 0:
            keys[row] = EMPTY
        else:
            keys[row] = (((period[row] << PLACE_BITS) | place[row]) << KIND_BITS) | number


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
        if key == EMPTY:
            found[row - start] = EMPTY
            continue
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
def split(keys, columns, starts, split_keys, split_columns):
    """Put rows that are counted part by part, a part for a few hundred neighbouring places; starts: (parts + 1,).

    The cells of a part stay near the processor while its rows are added. The last part holds what is not counted.
    """
    shift, parts = PLACE_SHIFT + KIND_BITS, starts.size - 1
    within = (1 << (PLACE_BITS - PLACE_SHIFT)) - 1
    starts[:] = 0
    for row in range(keys.size):
        part = (keys[row] >> shift) & within if keys[row] != EMPTY else parts - 1
        starts[part + 1] += 1
    for part in range(parts):
        starts[part + 1] += starts[part]
    ends = starts[:-1].copy()
    for row in range(keys.size):
        part = (keys[row] >> shift) & within if keys[row] != EMPTY else parts - 1
        place = ends[part]
        ends[part] = place + 1
        split_keys[place] = keys[row]
        for number in range(len(columns)):
            split_columns[number][place] = columns[number][row]


@njit(cache=True, nogil=True)
def add_tally(start, keys, columns, table, cells, values, used):
    """Add facts from row `start` on; the row where room ran out, or the number of rows.

    columns: units, then what was measured; a cell holds facts, units, then the sum and the units known of each measure.
    """
    found = np.empty(BLOCK + 1, np.int64)
    for first in range(start, keys.size, BLOCK):
        stop = _find_cells(first, min(first + BLOCK, keys.size), keys, table, cells, values, used, found)
        for row in range(first, stop):
            cell = found[row - first]
            if cell != EMPTY:
                units = np.int64(columns[0][row])
                values[cell, 0] += 1
                values[cell, 1] += units
                for number in range(1, len(columns)):
                    measured = columns[number][row]
                    values[cell, 2 * number] += measured
                    values[cell, 2 * number + 1] += units * (measured > 0)
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
            if found[row - first] != EMPTY:
                values[found[row - first], 0] += 1
        if stop < min(first + BLOCK, keys.size):
            return stop
    return keys.size


@njit(cache=True, nogil=True)
def add_cells(start, keys, more, table, cells, values, used):
    """Add cells counted elsewhere, from number `start` on; the number where room ran out, or how many there are."""
    found = np.empty(BLOCK + 1, np.int64)
    for first in range(start, keys.size, BLOCK):
        stop = _find_cells(first, min(first + BLOCK, keys.size), keys, table, cells, values, used, found)
        for row in range(first, stop):
            for column in range(values.shape[1]):
                values[found[row - first], column] += more[row, column]
        if stop < min(first + BLOCK, keys.size):
            return stop
    return keys.size


@njit(cache=True, nogil=True)
def arrange(keys, place_rank, kind_rank, first_time, place_bits, kind_bits, bits):
    """The order of cells by time, rank of the place, rank of the kind: a radix sort, eleven bits at a time."""
    size = keys.size
    ranked, order = np.empty(size, np.int64), np.arange(size).astype(np.int32)
    for cell in range(size):
        time, place, kind = _parts(keys[cell])
        ranked[cell] = ((((time - first_time) << place_bits) | place_rank[place]) << kind_bits) | kind_rank[kind]
    moved, moved_order = np.empty(size, np.int64), np.empty(size, np.int32)
    starts = np.empty(2049, np.int64)
    for shift in range(0, bits, 11):
        starts[:] = 0
        for cell in range(size):
            starts[((ranked[cell] >> shift) & 2047) + 1] += 1
        for digit in range(1, 2049):
            starts[digit] += starts[digit - 1]
        for cell in range(size):
            digit = (ranked[cell] >> shift) & 2047
            place = starts[digit]
            starts[digit] = place + 1
            moved[place], moved_order[place] = ranked[cell], order[cell]
        ranked, moved, order, moved_order = moved, ranked, moved_order, order
    return order


@njit(cache=True, nogil=True, inline="always")
def _parts(key):
    place = (key >> KIND_BITS) & ((1 << PLACE_BITS) - 1)
    return key >> (KIND_BITS + PLACE_BITS), place, key & ((1 << KIND_BITS) - 1)


@njit(cache=True, nogil=True)
def unpack(keys, order, times, places, kinds):
    """Time, place and kind of the cells, in order."""
    for row in range(order.size):
        times[row], places[row], kinds[row] = _parts(keys[order[row]])


@njit(cache=True, nogil=True)
def bounds(values, low, high):
    """The lowest and the highest number of each column."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            low[column] = min(low[column], values[row, column])
            high[column] = max(high[column], values[row, column])


@njit(cache=True, nogil=True)
def turn(values, order, start, stop, turned):
    """Write rows `start` to `stop` of the order as columns: (columns, rows) turned."""
    for row in range(start, stop):
        cell = order[row]
        for column in range(values.shape[1]):
            turned[column, row - start] = values[cell, column]


@njit(cache=True, nogil=True)
def add_people(start, keys, person, table, used):
    """Note who took part where, from row `start` on; the row where room ran out, or the number of rows.

    keys: packed, of places only; table: (size, 2) of key and person, EMPTY where nobody is.
    """
    mask = np.uint64(table.shape[0] - 1)
    for row in range(start, person.size):
        who, where = person[row], keys[row]
        if who == 0:
            continue
        slot = _hash(who, where) & mask
        while table[slot, 0] != EMPTY and (table[slot, 1] != who or table[slot, 0] != where):
            slot = (slot + np.uint64(1)) & mask
        if table[slot, 0] == EMPTY:
            if 2 * used[0] >= table.shape[0]:
                return row
            table[slot, 0], table[slot, 1] = where, who
            used[0] += 1
    return person.size
