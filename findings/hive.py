"""Builds a small, valid registry hive (regf) from scratch, for the findings beside this file.

A key is `Key(name, values=[...], keys=[...])`, a value `(name, type, data bytes)`. Data of up to four
bytes lies in the value record, as Windows stores it; longer data has a separate cell, or is big data.
"""

import struct

NIL = 0xFFFFFFFF
BASE_SIZE = 4096
SEGMENT = 16344
# A descriptor that lets everyone do everything: O:BAG:BAD:(A;CI;KA;;;WD).
ADMINS = struct.pack('<BB6BII', 1, 2, 0, 0, 0, 0, 0, 5, 32, 544)
EVERYONE = struct.pack('<BB6BI', 1, 1, 0, 0, 0, 0, 0, 1, 0)


class Key:
    def __init__(self, name, values=(), keys=()):
        self.name, self.values, self.keys = name, list(values), list(keys)


def descriptor():
    ace = struct.pack('<BBHI', 0, 2, 8 + len(EVERYONE), 0xF003F) + EVERYONE
    dacl = struct.pack('<BBHHH', 2, 0, 8 + len(ace), 1, 0) + ace
    owner = 20
    group = owner + len(ADMINS)
    acl = group + len(ADMINS)
    return struct.pack('<BBHIIII', 1, 0, 0x8004, owner, group, 0, acl) + ADMINS + ADMINS + dacl


def stored(name):
    """The bytes of a name, and whether they are one a unit (Latin-1)."""
    try:
        return name.encode('latin-1'), True
    except UnicodeEncodeError:
        return name.encode('utf-16-le', 'surrogatepass'), False


def upcased(name):
    """Upper case, for the names used here: Windows' table leaves what has no single capital."""
    return ''.join(c.upper() if len(c.upper()) == 1 else c for c in name)


def units(name):
    data = name.encode('utf-16-le', 'surrogatepass')
    return struct.unpack('<%dH' % (len(data) // 2), data)


def name_hash(name):
    result = 0
    for unit in units(upcased(name)):
        result = (result * 37 + unit) & 0xFFFFFFFF
    return result


class Builder:
    def __init__(self, minor):
        self.minor = minor
        self.cells = bytearray()
        self.count = 0

    def cell(self, payload):
        """Adds an allocated cell; returns its offset from the start of the hive bins."""
        at = 32 + len(self.cells)
        size = (len(payload) + 4 + 7) // 8 * 8
        self.cells += struct.pack('<i', -size) + payload + bytes(size - 4 - len(payload))
        return at

    def value(self, name, kind, data):
        text, latin = stored(name)
        if len(data) <= 4:
            size, where = 0x80000000 | len(data), data.ljust(4, b'\0')
        else:
            size, where = len(data), struct.pack('<I', self.data(data))
        flags = 1 if latin and name else 0
        head = struct.pack('<2sHI4sIHH', b'vk', len(text), size, where, kind, flags, 0)
        return self.cell(head + text)

    def data(self, data):
        """One cell, or big data: segments of 16,344 bytes, from version 1.4 on."""
        if len(data) <= SEGMENT or self.minor < 4:
            return self.cell(data)
        parts = [data[at:at + SEGMENT] for at in range(0, len(data), SEGMENT)]
        segments = [self.cell(part.ljust(SEGMENT + 4, b'\0')) for part in parts]
        listed = self.cell(struct.pack('<%dI' % len(segments), *segments))
        return self.cell(struct.pack('<2sHII', b'db', len(segments), listed, 0))

    def key(self, key, parent, security, root=False):
        """Adds a key and all below it. The record comes first, so that children can name it."""
        self.count += 1
        text, latin = stored(key.name)
        at = self.cell(bytes(76) + text)
        children = sorted(key.keys, key=lambda child: units(upcased(child.name)))
        offsets = [self.key(child, at, security) for child in children]
        subkeys = self.subkey_list(children, offsets)
        listed = [self.value(*value) for value in key.values]
        values = self.cell(struct.pack('<%dI' % len(listed), *listed)) if listed else NIL
        flags = (0x20 if latin else 0) | (0x0C if root else 0)
        record = struct.pack(
            '<2sHQ15IHH', b'nk', flags, 0x01D9000000000000, 0, parent,
            len(offsets), 0, subkeys, NIL, len(listed), values, security, NIL,
            max((2 * len(units(child.name)) for child in children), default=0), 0,
            max((2 * len(units(name)) for name, _, _ in key.values), default=0),
            max((len(data) for _, _, data in key.values), default=0), 0, len(text), 0)
        start = at - 32 + 4
        self.cells[start:start + len(record)] = record
        return at

    def subkey_list(self, children, offsets):
        if not offsets:
            return NIL
        pairs = zip(children, offsets)
        if self.minor >= 5:
            entries = b''.join(struct.pack('<II', at, name_hash(k.name)) for k, at in pairs)
            return self.cell(struct.pack('<2sH', b'lh', len(offsets)) + entries)
        entries = b''.join(
            struct.pack('<I4s', at, hint(key.name)) for key, at in pairs)
        return self.cell(struct.pack('<2sH', b'lf', len(offsets)) + entries)

    def index(self, leaves):
        return self.cell(struct.pack('<2sH', b'ri', len(leaves)) + struct.pack('<%dI' % len(leaves), *leaves))


def hint(name):
    first = name[:4]
    return first.encode('latin-1').ljust(4, b'\0') if all(ord(c) < 256 for c in first) else bytes(4)


def build(root, minor=5):
    """The bytes of a hive with this root key."""
    builder = Builder(minor)
    text = descriptor()
    security = builder.cell(bytes(20) + text)
    top = builder.key(root, NIL, security, root=True)
    at = security - 32 + 4
    builder.cells[at:at + 20] = struct.pack('<2sHIIII', b'sk', 0, security, security, builder.count, len(text))
    used = 32 + len(builder.cells)
    size = (used + 8 + 4095) // 4096 * 4096
    free = size - used
    body = struct.pack('<4sIIQQI', b'hbin', 0, size, 0, 0x01D9000000000000, 0) + builder.cells
    body += struct.pack('<i', free) + bytes(free - 4)
    base = bytearray(BASE_SIZE)
    struct.pack_into('<4sIIQIIIIIII', base, 0, b'regf', 1, 1, 0x01D9000000000000, 1, minor, 0, 1, top, size, 1)
    checksum = 0
    for (word,) in struct.iter_unpack('<I', bytes(base[:508])):
        checksum ^= word
    struct.pack_into('<I', base, 508, {0: 1, 0xFFFFFFFF: 0xFFFFFFFE}.get(checksum, checksum))
    return bytes(base) + body
