package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.Outcome;
import io.maregistry.wire.ConfigTexts;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Publishes, removes and rolls back configuration items: {@code /v1/configs/{dataId}}. */
final class ConfigWrites {

    private static final List<String> PLACE = List.of("namespace", "group");
    private static final long MAX_REVISION = (1L << 53) - 1;

    private final ConfigItems configs;
    private final Reads reads;

    ConfigWrites(ConfigItems configs, Reads reads) {
        this.configs = configs;
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                new Route(Verb.PUT, "/v1/configs/{dataId}", Route.Intake.GATHERED, PLACE, this::publish),
                new Route(Verb.DELETE, "/v1/configs/{dataId}", Route.Intake.DROPPED, PLACE, this::remove),
                new Route(Verb.POST, "/v1/configs/{dataId}/rollback", Route.Intake.GATHERED, PLACE, this::rollBack));
    }

    private void publish(Exchange exchange) {
        ConfigItems.Target target = target(exchange);
        byte[] bytes = exchange.received().bytes();
        ConfigText content = ConfigTexts.lawful(() -> new ConfigText(
                ConfigTexts.type(exchange.request().field(HttpHeaderNames.CONTENT_TYPE)),
                ConfigTexts.text(bytes, ConfigText.MAX_BYTES)));
        exchange.answerWhen(
                configs.publish(target, content, Named.request(exchange.request())),
                done -> answer(done, ConfigTexts.md5(content.text())));
    }

    private void remove(Exchange exchange) {
        exchange.answerWhen(
                configs.remove(target(exchange), Named.request(exchange.request())), done -> answer(done, null));
    }

    private void rollBack(Exchange exchange) {
        ConfigItems.Target target = target(exchange);
        long revision = revision(exchange.received().bytes());
        exchange.answerWhen(configs.rollBack(target, revision, Named.request(exchange.request())), done -> {
            ConfigText now = ConfigItems.textAt(
                    reads.unchecked(), target.name(), done.outcome().revision());
            return answer(done, now == null ? null : ConfigTexts.md5(now.text()));
        });
    }

    private static ConfigItems.Target target(Exchange exchange) {
        return new ConfigItems.Target(
                Named.config(exchange.variable(0), exchange.request().query()),
                ConfigTags.expected(exchange.request()));
    }

    /** Of {@code {"revision":77}}. */
    private static long revision(byte[] body) {
        long[] revision = {0};
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        in.begin();
        in.fields(field -> {
            if (field.equals("revision")) {
                revision[0] = in.integer(1, MAX_REVISION);
            } else {
                in.skip();
            }
        });
        in.end();
        if (revision[0] == 0) {
            throw new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "revision is missing", "revision");
        }
        return revision[0];
    }

    private Answer answer(Written<Outcome.ConfigWritten> done, @Nullable String md5) {
        Outcome.ConfigWritten outcome = done.outcome();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome.kind().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("revision", outcome.revision());
            if (md5 != null) {
                out.writeStringField("md5", md5);
            }
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(outcome.revision(), done.isAppliedHere()), json);
    }
}
