package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Barrier;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.watch.Confirmed;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.List;

/**
 * Who watches, and what they have taken in: {@code /v1/services/{s}/watchers}, {@code /v1/watch/{w}/ack}, and in hash mode what
 * nodes ask each other, {@code /v1/cluster/ask/{topic}}.
 */
final class WatchersResource {

    private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");
    private static final long MOST = (1L << 53) - 1;

    private final Watchers watchers;
    private final Reads reads;

    WatchersResource(Watchers watchers, Reads reads) {
        this.watchers = watchers;
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        Verb.GET,
                        "/v1/services/{s}/watchers",
                        Route.Intake.DROPPED,
                        List.of("namespace", "group"),
                        this::list),
                new Route(Verb.POST, "/v1/watch/{w}/ack", Route.Intake.GATHERED, List.of(), this::acknowledge),
                new Route(Verb.POST, "/v1/cluster/ask/{topic}", Route.Intake.GATHERED, List.of(), this::answer));
    }

    private void list(Exchange exchange) {
        ServiceName service =
                Named.service(exchange.variable(0), exchange.request().query());
        reads.requireReady();
        exchange.answerWhen(watchers.all(service), all -> {
            Labels labels = reads.labels();
            return Answer.json(labels, JsonOutput.bytes(out -> {
                out.writeStartObject();
                out.writeNumberField("revision", labels.revision());
                write(out, "watchers", all);
                out.writeEndObject();
            }));
        });
    }

    /** The watchers that are named, under that name, and which nodes did not answer. */
    static void write(JsonGenerator out, String name, Barrier barrier) throws IOException {
        out.writeArrayFieldStart(name);
        for (Confirmed.Seen seen : barrier.seen()) {
            out.writeStartObject();
            out.writeStringField("watch", seen.watch());
            out.writeStringField("address", seen.address());
            out.writeNumberField("revision", seen.revision());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (!barrier.unreachable().isEmpty()) {
            out.writeArrayFieldStart("unreachable");
            for (String node : barrier.unreachable()) {
                out.writeString(node);
            }
            out.writeEndArray();
        }
    }

    private void acknowledge(Exchange exchange) {
        long revision = revision(exchange.received().bytes());
        exchange.answerWhen(
                watchers.confirm(exchange.variable(0), revision),
                done -> Answer.ok(reads.labels(), Payload.NONE).withStatus(Answer.NO_CONTENT));
    }

    private static long revision(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        long[] revision = {-1};
        in.begin();
        in.fields(name -> {
            if (name.equals("revision")) {
                revision[0] = in.integer(0, MOST);
            } else {
                in.skip();
            }
        });
        in.end();
        if (revision[0] < 0) {
            throw new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "revision is missing", "revision");
        }
        return revision[0];
    }

    private void answer(Exchange exchange) {
        exchange.answerWhen(
                watchers.answer(exchange.variable(0), exchange.received().bytes()),
                bytes -> Answer.ok(reads.labels(), Payload.of(BYTES, Body.of(bytes))));
    }
}
