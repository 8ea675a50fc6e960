"""Pictures as telephones, scanners and ill-wishers make them, carrying what must not be kept."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

SECRETS = (b"Exif", b"GPS", b"http://ns.adobe.com", b"ICC_PROFILE", b"ICCP", b"acsp", b"SAINT-MALO-SECRET", b"Amina")
"""What no file that is shown may contain: names of the places where files keep more than a picture, and what we put."""
XMP = b'<x:xmpmeta xmlns:x="http://ns.adobe.com/xap/1.0/"><gps>SAINT-MALO-SECRET</gps></x:xmpmeta>'
RED, BLUE = (220, 30, 30), (30, 30, 220)


def quarters(width=400, height=300, mode="RGB"):
    """Red above, blue below, and a white corner at the top left: which way is up shows."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width, height // 2))
    image.paste((255, 255, 255), (0, 0, width // 4, height // 4))
    return image.quantize(8) if mode == "P" else image.convert(mode)


def exif(orientation=1):
    """What a telephone writes: how it was held, its maker, where it was, and a thumbnail."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "SAINT-MALO-SECRET"
    told[0x9C9D] = "Amina".encode("utf-16le")
    told.get_ifd(0x8825).update({1: "N", 2: (48.0, 38.0, 57.0), 3: "W", 4: (2.0, 0.0, 27.0)})
    return told.tobytes()


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg(image=None, orientation=1, **more):
    told = {"exif": exif(orientation), "xmp": XMP, "icc_profile": srgb(), "comment": b"Amina SAINT-MALO-SECRET"} | more
    return written(image or quarters(), "JPEG", quality=92, **told)


def png(image=None):
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Amina")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
    text.add_text("Comment", "SAINT-MALO-SECRET", zip=True)
    return written(image or quarters(), "PNG", pnginfo=text, exif=exif(), icc_profile=srgb())


def webp(image=None):
    return written(image or quarters(), "WEBP", exif=exif(), xmp=XMP, icc_profile=srgb())


def avif(image=None):
    return written(image or quarters(), "AVIF", exif=exif(), xmp=XMP, icc_profile=srgb())


def gif(image=None):
    return written(image or quarters(), "GIF", comment=b"Amina SAINT-MALO-SECRET")


def moving(kind):
    """Two images that follow each other."""
    return written(quarters(), kind, save_all=True, append_images=[quarters().rotate(90)], duration=100)


def pair(second=None):
    """A JPEG that holds a second one, as telephones write for depth or a wider range."""
    return written(quarters(), "MPO", save_all=True, append_images=[second or quarters(80, 60)], exif=exif())


def promise(width, height):
    """A PNG of a few bytes that announces that many pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def many_scans(passes=2_000):
    """A progressive JPEG that asks to go over its pixels again and again."""
    whole = written(quarters(), "JPEG", progressive=True)
    place = whole.rfind(b"\xff\xda")
    return whole[:place] + whole[place:-2] * passes + whole[-2:]


def noise(width, height):
    """Grains that no format can make small."""
    return Image.fromarray(np.random.default_rng(20261123).integers(0, 256, (height, width, 3), dtype=np.uint8))


def written(image, kind, **more):
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()
