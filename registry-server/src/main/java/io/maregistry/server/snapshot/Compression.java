package io.maregistry.server.snapshot;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.maregistry.server.config.SnapshotConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How documents are packed; level 1 of either codec, which costs least for what it saves. */
final class Compression {

    private static final int BUFFER = 1 << 16;
    private static final int ZSTD_LEVEL = 1;

    private Compression() {}

    /** What the name of a packed file ends in behind {@code .json}. */
    static String suffix(SnapshotConfig.Codec codec) {
        return switch (codec) {
            case NONE -> "";
            case GZIP -> ".gz";
            case ZSTD -> ".zst";
        };
    }

    /** Packs what is written; closing ends the packed form and closes {@code out}. */
    static OutputStream packed(OutputStream out, SnapshotConfig.Codec codec) throws IOException {
        return switch (codec) {
            case NONE -> out;
            case GZIP -> new FastGzip(out);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL);
        };
    }

    /** Unpacks {@code in} where its first bytes are those of a codec. */
    static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        boolean isZstd = magic.length == 4
                && (magic[0] & 0xff) == 0x28
                && (magic[1] & 0xff) == 0xb5
                && (magic[2] & 0xff) == 0x2f
                && (magic[3] & 0xff) == 0xfd;
        return isZstd ? new ZstdInputStream(buffered) : buffered;
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
