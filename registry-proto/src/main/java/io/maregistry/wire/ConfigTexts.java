package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What configuration items say, as it travels. Faults are {@link InvalidRequest}s. Stateless; any thread. */
public final class ConfigTexts {

    /** The content type of a text whose publisher names none. */
    public static final String PLAIN = "text/plain";

    private static final String FORM = "application/x-www-form-urlencoded"; // what curl calls a text by itself

    private ConfigTexts() {}

    /** The content type that a publisher means; one with another charset than UTF-8 is refused. */
    public static String type(@Nullable String given) {
        String type = given == null ? "" : given.trim();
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || lower.equals(FORM)) {
            return PLAIN;
        }
        int charset = lower.indexOf("charset=");
        if (charset >= 0
                && !lower.substring(charset + "charset=".length())
                        .replace("\"", "")
                        .startsWith("utf-8")) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "a configuration item is UTF-8, and no other charset");
        }
        return type;
    }

    /** The text that the bytes are, of which there are at most so many. */
    public static String text(byte[] bytes, int most) {
        if (bytes.length > most) {
            throw new InvalidRequest(ErrorCode.BODY_TOO_LARGE, "a configuration item has at most " + most + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "a configuration item is UTF-8; this is not");
        }
    }

    /** What {@code maker} makes; what it calls unlawful is the request's fault. */
    public static <T> T lawful(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, String.valueOf(rule.getMessage()));
        }
    }

    /** The MD5 of the text in UTF-8, 32 hexadecimal digits: for people who compare it with that of a file. */
    public static String md5(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }
}
