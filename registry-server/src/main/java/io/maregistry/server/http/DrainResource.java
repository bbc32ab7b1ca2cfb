package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.server.registry.Barrier;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.time.Duration;
import java.util.List;

/** Takes the calls off an instance, and gives them back: {@code /v1/services/{s}/instances/{id}/drain}. */
final class DrainResource {

    /** How much longer than another write a drain may take. */
    static final Duration MAX_WAIT = Duration.ofMillis(Drains.MAX_WAIT_MILLIS);

    private static final String PATH = "/v1/services/{s}/instances/{id}/drain";
    private static final List<String> PARAMETERS = List.of("namespace", "group", "id");
    private static final long USUAL_WAIT_MILLIS = 30_000;

    private final Drains drains;
    private final Reads reads;

    DrainResource(Drains drains, Reads reads) {
        this.drains = drains;
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                new Route(Verb.POST, PATH, Route.Intake.GATHERED, PARAMETERS, this::drain),
                new Route(Verb.DELETE, PATH, Route.Intake.DROPPED, PARAMETERS, this::undo));
    }

    private void drain(Exchange exchange) {
        long waitMillis = waitMillis(exchange.received().bytes());
        exchange.answerWhen(
                drains.drain(target(exchange), waitMillis, Named.request(exchange.request())), this::drained);
    }

    private void undo(Exchange exchange) {
        exchange.answerWhen(drains.begin(target(exchange), false, Named.request(exchange.request())), this::undone);
    }

    private static Drains.Target target(Exchange exchange) {
        Query query = exchange.request().query();
        return new Drains.Target(
                Named.service(exchange.variable(0), query), List.of(Named.instance(exchange.variable(1), query)));
    }

    private static long waitMillis(byte[] body) {
        long[] wait = {USUAL_WAIT_MILLIS};
        if (body.length > 0) {
            JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
            in.begin();
            in.fields(name -> {
                if (name.equals("waitMs")) {
                    wait[0] = in.integer(0, Drains.MAX_WAIT_MILLIS);
                } else {
                    in.skip();
                }
            });
            in.end();
        }
        return wait[0];
    }

    private Answer drained(Drains.Drained done) {
        Barrier barrier = done.barrier();
        long revision = done.written().outcome().revision();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", revision);
            out.writeNumberField("watchers", barrier.watchers());
            out.writeNumberField("confirmed", barrier.confirmed());
            WatchersResource.write(out, "waiting", barrier);
            out.writeEndObject();
        });
        return Answer.json(labels(done.written()), json);
    }

    private Answer undone(Written<Outcome.Drained> done) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", done.outcome().changed() > 0 ? "updated" : "same");
            out.writeNumberField("revision", done.outcome().revision());
            out.writeEndObject();
        });
        return Answer.json(labels(done), json);
    }

    private Labels labels(Written<Outcome.Drained> done) {
        return reads.labels().ofWrite(done.outcome().revision(), done.isAppliedHere());
    }
}
