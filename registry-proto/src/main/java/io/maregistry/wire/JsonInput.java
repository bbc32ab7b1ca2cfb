package io.maregistry.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON as it comes in, read strictly and in one direction: UTF-8 without mistakes, no key twice in one object, at most 32
 * levels deep, no fractions where integers belong, no lone surrogates and no NUL in a text, nothing behind the end.
 * Whatever breaks that is an {@link InvalidRequest} that says where.
 *
 * <p>Usage: {@link #begin()}, then read the root value by {@link #fields} or {@link #elements}, whose callbacks read or
 * {@link #skip} exactly the value they are called on, then {@link #end()}. One thread.
 */
public final class JsonInput implements Closeable {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_DIGITS = 32;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_KEY = 4_096; // namespace/group/service@url fits

    // keys are not interned: they are data here, and whoever writes them could fill the tables
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_DIGITS)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_KEY)
                    .build())
            .build();

    private final JsonParser parser;
    private final ErrorCode syntaxCode;
    private final ErrorCode valueCode;
    private final boolean checksKeys;
    private final Texts texts;

    private JsonInput(JsonParser parser, Texts texts, ErrorCode syntaxCode, ErrorCode valueCode, boolean checksKeys) {
        this.parser = parser;
        this.texts = texts;
        this.syntaxCode = syntaxCode;
        this.valueCode = valueCode;
        this.checksKeys = checksKeys;
    }

    /** The body of a request; {@code valueCode} is what lawful JSON with unlawful values is called. */
    public static JsonInput ofBody(byte[] body, ErrorCode valueCode) {
        try {
            CharBuffer text = strictUtf8().decode(ByteBuffer.wrap(body));
            JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.length());
            parser.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
            return new JsonInput(parser, Texts.ofBody(body.length), ErrorCode.INVALID_REQUEST, valueCode, false);
        } catch (CharacterCodingException malformed) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "the body is not UTF-8");
        } catch (IOException impossible) {
            throw new IllegalStateException("reading an array failed", impossible);
        }
    }

    /** A document of any length from somewhere else. Keys of {@link #entries} are not checked for doubles. */
    public static JsonInput ofDocument(InputStream document) throws IOException {
        return ofStream(document, true);
    }

    /** A document that this program wrote and whose checksum is looked at: doubles are not searched for. */
    public static JsonInput ofOwnDocument(InputStream document) throws IOException {
        return ofStream(document, false);
    }

    private static JsonInput ofStream(InputStream document, boolean checksKeys) throws IOException {
        JsonParser parser = FACTORY.createParser(new InputStreamReader(document, strictUtf8()));
        return new JsonInput(
                parser, Texts.ofDocument(), ErrorCode.INVALID_SNAPSHOT, ErrorCode.INVALID_SNAPSHOT, checksKeys);
    }

    private static CharsetDecoder strictUtf8() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Goes to the root value. */
    public void begin() {
        if (next() == null) {
            throw syntax("is empty");
        }
    }

    /** Makes sure that nothing comes behind the root value. */
    public void end() {
        if (next() != null) {
            throw syntax("goes on behind its end");
        }
    }

    /** Reads the object that the input stands at; {@code field} is called on each value with its key. */
    public void fields(Consumer<String> field) {
        Set<String> seen = checksKeys ? new HashSet<>() : Set.of();
        entries(key -> {
            if (checksKeys && !seen.add(key)) {
                throw syntax("is there twice");
            }
            field.accept(key);
        });
    }

    /** As {@link #fields}, for objects of any number of keys: in documents, the caller looks for doubles. */
    public void entries(Consumer<String> entry) {
        expect(JsonToken.START_OBJECT, "an object");
        while (next() == JsonToken.FIELD_NAME) {
            String key = name();
            if (!isWholesome(key)) {
                throw fault("keys must hold neither NUL nor lone surrogates");
            }
            next();
            entry.accept(key);
        }
    }

    /** Reads the array that the input stands at; {@code element} is called on each value. */
    public void elements(Runnable element) {
        expect(JsonToken.START_ARRAY, "an array");
        JsonToken token = next();
        while (token != JsonToken.END_ARRAY) {
            element.run();
            token = next();
        }
    }

    /** True where the value is {@code null}. */
    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** True where the value is a text. */
    public boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** The value, which must be a text. */
    public String text() {
        expect(JsonToken.VALUE_STRING, "a text");
        try {
            String text = texts.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (!isWholesome(text)) {
                throw fault("must hold neither NUL nor lone surrogates");
            }
            return text;
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** The value, which must be an integer from {@code least} to {@code most}; a fraction or exponent is none. */
    public long integer(long least, long most) {
        expect(JsonToken.VALUE_NUMBER_INT, "an integer");
        try {
            boolean isLong = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            long value = isLong ? parser.getLongValue() : 0;
            if (!isLong || value < least || value > most) {
                boolean isOpen = most == Integer.MAX_VALUE || most == Long.MAX_VALUE;
                throw fault(
                        !isOpen
                                ? "must be " + least + " to " + most
                                : value < least ? "must be at least " + least : "is too large");
            }
            return value;
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** The value, which must be a number, as it was written. */
    String number() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw fault("must be a number");
        }
        try {
            return parser.getText();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** The value, which must be {@code true} or {@code false}. */
    public boolean flag() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw fault("must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** The value, whatever it is, as JSON on one line. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.copyCurrentStructureExact(parser);
        } catch (IOException failed) {
            throw unreadable(failed);
        }
        return text.toString();
    }

    /** Passes over the value, whatever it is. */
    public void skip() {
        try {
            parser.skipChildren();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /**
     * Reads the value by {@code reader}; where its content is unlawful, passes over the rest of it and hands the fault to
     * {@code refused} instead of throwing. Text that is no JSON still throws.
     */
    void readOrElse(Runnable reader, Consumer<InvalidRequest> refused) {
        int depth = Places.depthAround(parser);
        try {
            reader.run();
        } catch (InvalidRequest fault) {
            if (fault.code() == syntaxCode) {
                throw fault;
            }
            refused.accept(fault);
            while (Places.depth(parser) > depth) {
                next();
            }
        }
    }

    /** The value, or something in it, is not what it must be; the place is where the input stands. */
    public InvalidRequest fault(String message) {
        return Places.fault(valueCode, message, Places.of(parser));
    }

    /** As {@link #fault(String)}, of the field {@code name} of the object whose end the input stands at. */
    public InvalidRequest fault(String name, String message) {
        return Places.fault(valueCode, message, Places.join(Places.of(parser), name));
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private void expect(JsonToken wanted, String shown) {
        if (parser.currentToken() != wanted) {
            throw fault("must be " + shown);
        }
    }

    private String name() {
        try {
            return parser.currentName();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private InvalidRequest syntax(String message) {
        return Places.fault(syntaxCode, message, Places.of(parser));
    }

    private InvalidRequest unreadable(IOException failed) {
        if (failed instanceof StreamConstraintsException) {
            return syntax("too deep, or a number, text or key is too long");
        }
        if (failed instanceof JsonEOFException) {
            return syntax("ends too early");
        }
        if (failed instanceof JsonProcessingException malformed) {
            return malformed.getOriginalMessage().startsWith("Duplicate field")
                    ? syntax("is there twice")
                    : malformed(malformed.getLocation());
        }
        return syntax(failed instanceof CharacterCodingException ? "is not UTF-8" : "cannot be read or unpacked");
    }

    /** Where no key has been read yet, the place is that in the text. */
    private InvalidRequest malformed(JsonLocation location) {
        String where = "line " + location.getLineNr() + ", column " + location.getColumnNr();
        return Places.of(parser).isEmpty()
                ? new InvalidRequest(syntaxCode, "the JSON is malformed at " + where, where)
                : syntax("is malformed at " + where);
    }

    private static boolean isWholesome(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!isPair) {
                    return false;
                }
                at++;
            }
        }
        return true;
    }
}
