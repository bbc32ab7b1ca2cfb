package io.maregistry.server.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Looks through a file of records as RocksDB writes its write-ahead logs and manifests, for damage that RocksDB takes for
 * the end of the file: behind a record whose length is wrong, or whose head is all zeroes, it drops the rest silently,
 * because a record that was being written at a crash looks like that. It is one only if no whole record follows.
 *
 * <p>Format: blocks of 32 KiB; in them records of checksum 4, length 2, type 1 (little endian), content. The checksum is
 * a masked CRC-32C of type and content. A block's last bytes that hold no head are zero.
 */
final class RecordFile {

    private static final int BLOCK = 32 * 1024;
    private static final int HEAD = 7;
    private static final int MASK_DELTA = 0xa282ead8;

    private final ByteBuffer file;

    private RecordFile(ByteBuffer file) {
        this.file = file.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a whole record lies behind a damaged one, or only a record's length is wrong. */
    static boolean isDamaged(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new RecordFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())).isDamaged();
        }
    }

    private boolean isDamaged() {
        int at = 0;
        while (at < file.limit()) {
            int leftInBlock = BLOCK - at % BLOCK;
            if (leftInBlock < HEAD) {
                at += leftInBlock;
            } else if (isRecord(at)) {
                at += HEAD + lengthAt(at);
            } else {
                return isWholeButForItsLength(at) || aRecordFollows(at + 1);
            }
        }
        return false;
    }

    private boolean isRecord(int at) {
        int blockEnd = Math.min(file.limit(), at - at % BLOCK + BLOCK);
        if (at + HEAD > blockEnd || file.get(at + 6) == 0 || at + HEAD + lengthAt(at) > blockEnd) {
            return false;
        }
        return file.getInt(at) == checksum(at + 6, 1 + lengthAt(at));
    }

    /** The last record of a file with all its bytes, of which its head claims more. */
    private boolean isWholeButForItsLength(int at) {
        return at + HEAD <= file.limit() && file.getInt(at) == checksum(at + 6, file.limit() - at - 6);
    }

    private boolean aRecordFollows(int from) {
        for (int at = from; at + HEAD <= file.limit(); at++) {
            if (file.get(at + 6) <= 4 && isRecord(at)) { // the types that are in use
                return true;
            }
        }
        return false;
    }

    private int lengthAt(int at) {
        return file.getShort(at + 4) & 0xFFFF;
    }

    private int checksum(int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file.slice(from, length));
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + MASK_DELTA;
    }
}
