package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.RenewalItem;
import io.maregistry.wire.RenewalReader;
import java.util.List;

/** Many renewals at once: {@code POST /v1/renewals}. */
final class RenewalResource {

    private final InstanceRenewals renewals;
    private final Reads reads;
    private final RenewalReader reader;
    private final int maxItems;

    RenewalResource(InstanceRenewals renewals, Reads reads, RenewalReader reader, int maxItems) {
        this.renewals = renewals;
        this.reads = reads;
        this.reader = reader;
        this.maxItems = maxItems;
    }

    List<Route> routes() {
        return List.of(new Route(Verb.POST, "/v1/renewals", Route.Intake.GATHERED, List.of(), this::renew));
    }

    private void renew(Exchange exchange) {
        List<RenewalItem> items = reader.read(exchange.received().bytes());
        if (items.size() > maxItems) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "items must be at most " + maxItems, "items");
        }
        exchange.answerWhen(
                renewals.renew(items.stream()
                        .map(item -> new InstanceRenewals.Item(item.service(), item.id(), item.update()))
                        .toList()),
                this::answer);
    }

    private Answer answer(InstanceRenewals.Renewed done) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", done.revision());
            out.writeArrayFieldStart("results");
            for (boolean isKnown : done.known()) {
                out.writeString(isKnown ? "ok" : "require_reregister");
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(done.revision(), done.isAppliedHere()), json);
    }
}
