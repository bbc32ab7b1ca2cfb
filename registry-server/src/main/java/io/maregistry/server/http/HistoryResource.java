package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.ServiceHistory;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened to the instances of a service lately, and why: {@code GET /v1/history/{s}}. */
final class HistoryResource {

    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Reads reads;

    HistoryResource(Reads reads) {
        this.reads = reads;
    }

    List<Route> routes() {
        List<String> parameters = new ArrayList<>(List.of("namespace", "group", "limit", "before", "id"));
        parameters.addAll(Reads.PARAMETERS);
        return List.of(new Route(Verb.GET, "/v1/history/{s}", Route.Intake.DROPPED, parameters, this::show));
    }

    private void show(Exchange exchange) {
        Query query = exchange.request().query();
        ServiceName name = Named.service(exchange.variable(0), query);
        long before = before(query);
        int limit = query.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
        InstanceId id = query.get("id") == null ? null : Named.instance("-", query);
        reads.serve(exchange, (root, labels) -> {
            ServiceHistory history = root.history(name);
            ServiceHistory.Page page = history.newest(before, limit, id);
            return Answer.json(labels, JsonOutput.bytes(json -> write(json, name, history, page)));
        });
    }

    private static void write(JsonGenerator json, ServiceName name, ServiceHistory history, ServiceHistory.Page page)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("service", name.key());
        json.writeNumberField("oldest", history.oldest());
        json.writeArrayFieldStart("entries");
        for (HistoryEntry entry : page.entries()) {
            write(json, entry);
        }
        json.writeEndArray();
        if (page.next() != 0) {
            json.writeNumberField("next", page.next());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, HistoryEntry entry) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", entry.revision());
        json.writeNumberField("at", entry.atMillis());
        json.writeNumberField("term", entry.term());
        json.writeStringField("action", entry.action().name().toLowerCase(Locale.ROOT));
        json.writeStringField("cause", entry.cause().name().toLowerCase(Locale.ROOT));
        json.writeStringField("id", entry.id().url());
        String detail = detail(entry);
        if (!detail.isEmpty()) {
            json.writeStringField("detail", detail);
        }
        json.writeEndObject();
    }

    private static String detail(HistoryEntry entry) {
        if (entry.cause() == Change.Cause.SILENCE) {
            return "silent for " + seconds(entry.lastedMillis());
        }
        return entry.lastedMillis() == 0
                ? entry.detail()
                : "failing for " + seconds(entry.lastedMillis()) + ": " + entry.detail();
    }

    private static String seconds(long millis) {
        long tenths = millis / 100;
        return tenths / 10 + "." + tenths % 10 + " s";
    }

    /** A revision; one that no entry has reached where none is given. */
    private static long before(Query query) {
        String text = query.get("before");
        if (text == null) {
            return Long.MAX_VALUE;
        }
        long number = Digits.parse(text);
        if (number <= 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "before must be a positive number, was " + Shown.text(text));
        }
        return number;
    }
}
