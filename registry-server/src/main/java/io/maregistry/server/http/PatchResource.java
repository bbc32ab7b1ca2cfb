package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.PatchReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators change of one listed instance: {@code PATCH /v1/services/{s}/instances/{id}}. */
final class PatchResource {

    private final Patches patches;
    private final Reads reads;
    private final PatchReader reader;

    PatchResource(Patches patches, Reads reads, PatchReader reader) {
        this.patches = patches;
        this.reads = reads;
        this.reader = reader;
    }

    List<Route> routes() {
        return List.of(new Route(
                Verb.PATCH,
                "/v1/services/{s}/instances/{id}",
                Route.Intake.GATHERED,
                List.of("namespace", "group", "id"),
                this::patch));
    }

    private void patch(Exchange exchange) {
        Request request = exchange.request();
        Patches.Target target = new Patches.Target(
                Named.service(exchange.variable(0), request.query()),
                Named.instance(exchange.variable(1), request.query()),
                revision(request.field(HttpHeaderNames.IF_MATCH)));
        exchange.answerWhen(
                patches.patch(target, reader.read(exchange.received().bytes()), Named.request(request)), this::patched);
    }

    private Answer patched(Written<Outcome.Patched> done) {
        Outcome.Patched outcome = done.outcome();
        Optional<Instance> instance = outcome.instance();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome.changed() ? "updated" : "same");
            out.writeNumberField("revision", outcome.revision());
            if (instance.isPresent()) {
                out.writeFieldName("instance");
                InstanceWriter.nativeForm(out, instance.get(), reads.settings().defaultTtlMillis(), null);
            }
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(outcome.revision(), done.isAppliedHere()), json);
    }

    /** The revision that {@code If-Match} names: one strong tag, or {@code *} for whatever is listed. */
    private static long revision(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return PatchInstance.ANY_REVISION;
        }
        boolean isTag = ifMatch.length() > 2 && ifMatch.startsWith("\"") && ifMatch.endsWith("\"");
        long revision = isTag ? Digits.parse(ifMatch.substring(1, ifMatch.length() - 1)) : -1;
        if (revision < 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "If-Match must be the instance's revision in quotes, or *; was " + Shown.text(ifMatch));
        }
        return revision;
    }
}
