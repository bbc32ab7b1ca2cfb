package io.maregistry.server.http;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** How the bytes of an answer may be packed. */
enum Encoding {
    IDENTITY(""),
    GZIP("gzip"),
    ZSTD("zstd");

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int ZSTD_LEVEL = 1;

    private final String token;

    Encoding(String token) {
        this.token = token;
    }

    /** The name in a head; empty where nothing is packed. */
    String token() {
        return token;
    }

    /** What {@code acceptEncoding} prefers of what there is; zstd where it has no preference among the two. */
    static Encoding preferredBy(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return IDENTITY;
        }
        double zstd = quality(acceptEncoding, "zstd");
        double gzip = quality(acceptEncoding, "gzip");
        if (zstd <= 0 && gzip <= 0) {
            return IDENTITY;
        }
        return zstd >= gzip ? ZSTD : GZIP;
    }

    /** Packs what is written; closing ends the packed form and closes {@code out}. */
    OutputStream packed(OutputStream out) throws IOException {
        return switch (this) {
            case IDENTITY -> out;
            case GZIP -> new FastGzip(out);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL);
        };
    }

    /** The body, packed. */
    byte[] pack(Body.Pieces body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packed(bytes)) {
            for (int at = 0; at < body.pieces(); at++) {
                out.write(body.piece(at));
            }
        }
        return bytes.toByteArray();
    }

    private static double quality(String acceptEncoding, String name) {
        for (String item : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = item.trim().split(";", 2);
            if (parts[0].trim().equals(name)) {
                return parts.length == 1 ? 1 : weight(parts[1].trim());
            }
        }
        return 0;
    }

    private static double weight(String parameter) {
        if (!parameter.startsWith("q=")) {
            return 1;
        }
        try {
            return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException malformed) {
            return 0; // what cannot be read is not used
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
