package io.maregistry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** One event is one line, in both formats and whatever is in it. */
class EncodersTest {

    private static final String HOSTILE = "a\r\n2026-01-01 ERROR forged\u001b[2J\u2028\u202e\u0085\"${jndi:ldap://x}";

    private final LoggerContext context = new LoggerContext();

    @Test
    void textHasTimeLevelThreadLoggerMessageAndPairs() {
        LoggingEvent event = event("io.maregistry.server.raft.RaftNode", "elected", null);
        event.addKeyValuePair(new KeyValuePair("term", 7L));

        assertThat(encode(new TextEncoder(), event))
                .isEqualTo("2026-01-02T03:04:05.678Z WARN  [raft] RaftNode elected term=7" + System.lineSeparator());
    }

    @Test
    void textStaysOneLineWhateverIsInIt() {
        LoggingEvent event = event("io.maregistry.X", HOSTILE, new IllegalStateException(HOSTILE));
        event.addKeyValuePair(new KeyValuePair("service", HOSTILE));

        String line = encode(new TextEncoder(), event);

        assertThat(line).endsWith(System.lineSeparator());
        assertThat(line.strip().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(line)
                .contains("service=a\\r\\n2026-01-01 ERROR forged\\u001b[2J\\u2028\\u202e\\u0085\"${jndi:ldap://x}");
    }

    @Test
    void jsonIsOneObjectALine() throws IOException {
        LoggingEvent event = event("io.maregistry.X", HOSTILE, null);
        event.addKeyValuePair(new KeyValuePair("service", HOSTILE));
        event.addKeyValuePair(new KeyValuePair("index", 9L));

        String line = encode(new JsonEncoder(), event);
        JsonNode json = new ObjectMapper().readTree(line);

        assertThat(line).endsWith("}\n");
        assertThat(line.strip().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(json.get("time").textValue()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(json.get("level").textValue()).isEqualTo("WARN");
        assertThat(json.get("thread").textValue()).isEqualTo("raft");
        assertThat(json.get("logger").textValue()).isEqualTo("io.maregistry.X");
        assertThat(json.get("message").textValue()).isEqualTo(HOSTILE);
        assertThat(json.get("with").get("service").textValue()).isEqualTo(HOSTILE);
        assertThat(json.get("with").get("index").longValue()).isEqualTo(9);
    }

    @Test
    void ourExceptionsComeWithTheirPlacesAndCauses() {
        Exception thrown = new IllegalStateException("outer", new IOException("inner"));

        String line = encode(new TextEncoder(), event("io.maregistry.X", "failed", thrown));

        assertThat(line)
                .contains("failed | java.lang.IllegalStateException: outer | at io.maregistry.server.log.EncodersTest.")
                .contains(" | caused by java.io.IOException: inner");
    }

    @Test
    void exceptionsThatALibraryLogsComeWithoutPlaces() throws IOException {
        Exception thrown = new IllegalStateException("outer", new IOException("inner"));

        assertThat(encode(new TextEncoder(), event("com.alipay.X", "failed", thrown)))
                .endsWith("failed | java.lang.IllegalStateException: outer | caused by java.io.IOException: inner"
                        + System.lineSeparator());
        assertThat(new ObjectMapper()
                        .readTree(encode(new JsonEncoder(), event("com.alipay.X", "failed", thrown)))
                        .get("exception")
                        .textValue())
                .isEqualTo("java.lang.IllegalStateException: outer\ncaused by java.io.IOException: inner");
    }

    private LoggingEvent event(String logger, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent("x", context.getLogger(logger), Level.WARN, message, thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        event.setThreadName("raft");
        return event;
    }

    private static String encode(EncoderBase<ILoggingEvent> encoder, LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
