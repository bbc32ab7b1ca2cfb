package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The leader applies a command as its client's request gave it, the others as the log gives it: whatever is accepted must
 * come back from the log, and from its url, as what it was.
 */
class AcceptedInputTest {

    private static final String[] SCHEMES = {"http", "HTTP", "gRPC+tls", "\u212a", "h", "1h", "ht tp", ""};
    private static final String[] HOSTS = {
        "10.0.0.1",
        "Example.ORG",
        "a_b.",
        "::1",
        "[::1]",
        "FE80::1%eth0",
        "::ffff:1.2.3.4",
        "\u212aelvin",
        "\u0130",
        "1.2.3"
    };
    private static final String[] CONTEXTS = {
        "",
        "/",
        "x",
        "/x",
        "//x",
        "///",
        "x/",
        "/x//y",
        "a@b",
        "?q=1#f",
        "\u00fc",
        "\ud83d\ude00",
        "\ud83d",
        "a b",
        "%2F"
    };
    private static final String[] TEXTS = {
        "", "x", "\u0000", "\ud800", "\udc00\ud800", "\ud83d\ude00", "\uffff", "\t\r\n\"\\", "\u202e", "\u00e4\u0308"
    };

    private final InstanceReader reader = new InstanceReader(InstanceLimits.DEFAULT);

    @Test
    void whateverIsAcceptedComesBackFromTheLogAsItWas() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] body = JsonOutput.bytes(json -> writeBody(json, random));
            try {
                InstanceRequest request = reader.read(body);
                accepted++;
                Command command =
                        new Register(null, ServiceName.of("a.B"), request.id(), request.content(), request.enabled());
                Entry entry = new Entry(1, List.of(command));

                assertThat(EntryCodec.decode(EntryCodec.encode(entry)))
                        .as("seed %d", seed)
                        .isEqualTo(entry);
                assertThat(InstanceId.ofUrl(request.id().url())).isEqualTo(request.id());
            } catch (InvalidRequest refused) {
                assertThat(refused.place())
                        .as("seed %d: %s", seed, refused.getMessage())
                        .isPresent();
            }
        }
        assertThat(accepted).isGreaterThan(500);
    }

    private static void writeBody(JsonGenerator json, Random random) throws IOException {
        json.writeStartObject();
        text(json, "scheme", one(SCHEMES, random));
        text(json, "host", one(HOSTS, random));
        json.writeNumberField("port", random.nextInt(65_000));
        text(json, "context", one(CONTEXTS, random));
        if (random.nextBoolean()) {
            json.writeObjectFieldStart("parameters");
            text(json, "k", one(TEXTS, random));
            json.writeEndObject();
        }
        if (random.nextInt(4) == 0) {
            text(json, "appId", one(TEXTS, random));
            json.writeNumberField("generation", random.nextInt(3));
            json.writeNumberField("ttlMs", 3_000 + random.nextInt(10));
            json.writeBooleanField("enabled", random.nextBoolean());
        }
        json.writeEndObject();
    }

    /** Writes lone surrogates, too, which the generator refuses. */
    private static void text(JsonGenerator json, String name, String text) throws IOException {
        StringBuilder escaped = new StringBuilder("\"");
        text.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        json.writeFieldName(name);
        json.writeRawValue(escaped.append('"').toString());
    }

    private static String one(String[] texts, Random random) {
        return random.nextInt(3) > 0 ? texts[0] : texts[random.nextInt(texts.length)];
    }
}
