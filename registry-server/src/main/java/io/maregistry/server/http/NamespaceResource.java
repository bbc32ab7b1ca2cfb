package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Quota;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.NamespacePage;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.NamespaceReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Namespaces: {@code /v1/namespaces}, and one of them with what it lists. */
final class NamespaceResource {

    private static final String ALL = "/v1/namespaces";
    private static final String ONE = ALL + "/{ns}";

    private final Tenancy tenancy;
    private final Reads reads;
    private final WorkPool work;

    NamespaceResource(Tenancy tenancy, Reads reads, WorkPool work) {
        this.tenancy = tenancy;
        this.reads = reads;
        this.work = work;
    }

    List<Route> routes() {
        List<String> paging = new ArrayList<>(List.of("prefix", "limit", "after"));
        paging.addAll(Reads.PARAMETERS);
        return List.of(
                new Route(Verb.GET, ALL, Route.Intake.DROPPED, paging, this::list),
                new Route(Verb.POST, ALL, Route.Intake.GATHERED, List.of(), this::create),
                new Route(Verb.GET, ONE, Route.Intake.DROPPED, Reads.PARAMETERS, this::show),
                new Route(Verb.PATCH, ONE, Route.Intake.GATHERED, List.of(), this::patch),
                new Route(Verb.DELETE, ONE, Route.Intake.DROPPED, List.of("force", "confirm"), this::delete));
    }

    private void list(Exchange exchange) {
        Query query = exchange.request().query();
        String prefix = query.get("prefix");
        NamespacePage page = new NamespacePage(
                prefix == null ? "" : prefix,
                query.get("after"),
                query.number("limit", NamespacePage.USUAL_LIMIT, 1, NamespacePage.MAX_LIMIT));
        reads.find(exchange, false, (root, labels) -> {
            if (NamespacePage.isLongToFind(root)) {
                exchange.answerWhen(work.call(() -> json(root, page)), json -> Answer.json(labels, json));
            } else {
                exchange.answer(Answer.json(labels, json(root, page)));
            }
        });
    }

    private static byte[] json(Root root, NamespacePage page) {
        NamespacePage.Found found = page.in(root);
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", root.scalars().revision());
            out.writeArrayFieldStart("namespaces");
            for (NamespacePage.Described one : found.namespaces()) {
                out.writeStartObject();
                write(out, one);
                out.writeEndObject();
            }
            out.writeEndArray();
            if (found.next() != null) {
                out.writeStringField("next", found.next());
            }
            out.writeEndObject();
        });
    }

    private void show(Exchange exchange) {
        String name = name(exchange);
        reads.serve(
                exchange, (root, labels) -> Answer.json(labels, json(NamespacePage.Described.existing(root, name))));
    }

    private void create(Exchange exchange) {
        NamespaceReader.Wanted wanted =
                NamespaceReader.wanted(exchange.received().bytes());
        exchange.answerWhen(
                tenancy.create(wanted.name(), wanted.patch(), Named.request(exchange.request())),
                done -> created(wanted.name(), done));
    }

    private void patch(Exchange exchange) {
        String name = name(exchange);
        exchange.answerWhen(
                tenancy.patch(
                        name, NamespaceReader.patch(exchange.received().bytes()), Named.request(exchange.request())),
                done -> written(name, done));
    }

    private Answer created(String name, Tenancy.Done done) {
        boolean isNew =
                done.kind().filter(Outcome.Namespaced.Kind.CREATED::equals).isPresent();
        Answer answer = written(name, done);
        return isNew
                ? answer.withStatus(Answer.CREATED).with(HttpHeaderNames.LOCATION, ALL + '/' + Percent.encode(name))
                : answer;
    }

    private Answer written(String name, Tenancy.Done done) {
        Root root = reads.unchecked();
        Namespace namespace = done.namespace().orElse(Namespace.unnamed(name));
        Labels labels = reads.labels(root).ofWrite(done.revision(), done.isAppliedHere());
        return Answer.json(labels, json(new NamespacePage.Described(namespace, root.space(name))));
    }

    private void delete(Exchange exchange) {
        String name = name(exchange);
        Query query = exchange.request().query();
        exchange.answerWhen(
                tenancy.delete(name, query.flag("force"), query.get("confirm"), Named.request(exchange.request())),
                this::deleted);
    }

    private Answer deleted(Written<Outcome.Done> done) {
        long revision = done.outcome().revision();
        return Answer.json(reads.labels().ofWrite(revision, done.isAppliedHere()), JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", "removed");
            out.writeNumberField("revision", revision);
            out.writeEndObject();
        }));
    }

    private static String name(Exchange exchange) {
        return Named.place(exchange.variable(0), null).namespace();
    }

    private static byte[] json(NamespacePage.Described one) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            write(out, one);
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, NamespacePage.Described one) throws IOException {
        Namespace namespace = one.namespace();
        out.writeStringField("namespace", namespace.name());
        out.writeStringField("description", namespace.description());
        out.writeObjectFieldStart("quota");
        limit(out, "services", namespace.quota().services());
        limit(out, "instances", namespace.quota().instances());
        out.writeEndObject();
        out.writeNumberField("services", one.space().services());
        out.writeNumberField("instances", one.space().instances());
        out.writeArrayFieldStart("groups");
        for (String group : one.space().groups()) {
            out.writeString(group);
        }
        out.writeEndArray();
        out.writeNumberField("revision", namespace.revision());
    }

    private static void limit(JsonGenerator out, String name, int limit) throws IOException {
        if (limit != Quota.NONE) {
            out.writeNumberField(name, limit);
        }
    }
}
