package io.maregistry.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/**
 * Events for programs: one object a line with {@code time, level, thread, logger, message}, the event's own names and
 * values under {@code with}, and {@code exception}. ASCII only, so that nothing in it can act on a terminal.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {

    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField(
                    "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("message", event.getFormattedMessage());
            writePairs(event, out);
            if (event.getThrowableProxy() != null) {
                out.writeStringField("exception", Traces.of(event, "\n"));
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array in memory cannot fail", impossible);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void writePairs(ILoggingEvent event, JsonGenerator out) throws IOException {
        if (event.getKeyValuePairs() != null) {
            out.writeObjectFieldStart("with");
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                if (pair.value instanceof Long || pair.value instanceof Integer) {
                    out.writeNumberField(pair.key, ((Number) pair.value).longValue());
                } else {
                    out.writeStringField(pair.key, String.valueOf(pair.value));
                }
            }
            out.writeEndObject();
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
