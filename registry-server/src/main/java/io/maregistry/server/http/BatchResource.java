package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.RequestId;
import io.maregistry.server.registry.Batches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.wire.BatchItem;
import io.maregistry.wire.BatchReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Many registrations at once: {@code POST /v1/instances}. */
final class BatchResource {

    private final Registrations registrations;
    private final Reads reads;
    private final BatchReader reader;
    private final int maxItems;

    BatchResource(Registrations registrations, Reads reads, BatchReader reader, int maxItems) {
        this.registrations = registrations;
        this.reads = reads;
        this.reader = reader;
        this.maxItems = maxItems;
    }

    List<Route> routes() {
        return List.of(new Route(Verb.POST, "/v1/instances", Route.Intake.GATHERED, List.of(), this::batch));
    }

    private void batch(Exchange exchange) {
        List<BatchItem> items = reader.read(exchange.received().bytes());
        if (items.size() > maxItems) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "items must be at most " + maxItems, "items");
        }
        RequestId first = Named.firstRequest(exchange.request(), items.size());
        exchange.answerWhen(Batches.run(items.stream().map(this::item).toList(), first), this::answer);
    }

    private Batches.Item item(BatchItem item) {
        if (item instanceof BatchItem.Register register) {
            InstanceRequest asked = register.instance();
            Registrations.Registrant registrant =
                    new Registrations.Registrant(register.service(), asked.id(), asked.content(), asked.enabled());
            return request -> registrations.register(registrant, request);
        }
        if (item instanceof BatchItem.Unregister unregister) {
            InstanceRequest asked = unregister.instance();
            return request -> registrations.unregister(
                    unregister.service(), asked.id(), asked.content().generation(), request);
        }
        return Batches.refused(((BatchItem.Refused) item).fault());
    }

    private Answer answer(List<Batches.Result> results) {
        Batches.throwFailureOfAll(results);
        Batches.Summary all = Batches.summary(results);
        long found = all.revision() == 0 ? reads.labels().revision() : all.revision();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", found);
            out.writeArrayFieldStart("results");
            for (Batches.Result result : results) {
                write(out, result);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(found, all.isAppliedHere()), json);
    }

    private static void write(JsonGenerator out, Batches.Result result) throws IOException {
        Written<?> done = result.done();
        RegistryException failure = result.failure();
        out.writeStartObject();
        if (done != null) {
            out.writeStringField("outcome", word(done.outcome()));
        } else if (failure != null) {
            out.writeStringField("error", failure.code().name());
            out.writeStringField("message", String.valueOf(failure.getMessage()));
            if (failure instanceof RegistryException.Conflict conflict && conflict.generation() >= 0) {
                out.writeNumberField("generation", conflict.generation());
            }
        }
        out.writeEndObject();
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Registered registered) {
            return registered.kind().name().toLowerCase(Locale.ROOT);
        }
        return ((Outcome.Unregistered) outcome).removed().isPresent() ? "removed" : "absent";
    }
}
