package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.ServicePage;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many services by their counters: {@code /v1/services}. Those that are named cost one look-up each; a page of a namespace
 * walks over the services from where it begins.
 */
final class ServicesResource {

    private final Reads reads;
    private final WorkPool work;

    ServicesResource(Reads reads, WorkPool work) {
        this.reads = reads;
        this.work = work;
    }

    List<Route> routes() {
        List<String> parameters =
                new ArrayList<>(List.of("namespace", "group", "prefix", "services", "limit", "after"));
        parameters.addAll(Reads.PARAMETERS);
        return List.of(new Route(Verb.GET, "/v1/services", Route.Intake.DROPPED, parameters, this::list));
    }

    private void list(Exchange exchange) {
        Query query = exchange.request().query();
        if (query.get("services") != null) {
            listNamed(exchange, query);
            return;
        }
        ServicePage page = page(query);
        reads.find(exchange, false, (root, labels) -> answer(exchange, root, labels, page));
    }

    private void listNamed(Exchange exchange, Query query) {
        if (Stream.of("prefix", "limit", "after").anyMatch(name -> query.get(name) != null)) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "services stands without prefix, limit and after");
        }
        List<ServiceName> names = Named.services(query);
        reads.serve(exchange, (root, labels) -> Answer.json(labels, json(root, names, null)));
    }

    private void answer(Exchange exchange, Root root, Labels labels, ServicePage page) {
        if (ServicePage.isLongToFind(root)) {
            exchange.answerWhen(work.call(() -> json(root, page)), json -> Answer.json(labels, json));
        } else {
            exchange.answer(Answer.json(labels, json(root, page)));
        }
    }

    private static byte[] json(Root root, ServicePage page) {
        ServicePage.Found found = page.in(root);
        return json(root, found.services().stream().map(ServiceView::name).toList(), found.next());
    }

    private static byte[] json(Root root, List<ServiceName> names, @Nullable ServiceName next) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", root.scalars().revision());
            out.writeArrayFieldStart("services");
            for (ServiceName name : names) {
                write(out, root, name);
            }
            out.writeEndArray();
            if (next != null) {
                out.writeStringField("next", next.key());
            }
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, Root root, ServiceName name) throws IOException {
        ServiceView service = root.service(name);
        out.writeStartObject();
        ServiceResource.writeCounters(out, root, name);
        out.writeNumberField("instances", service == null ? 0 : service.size());
        out.writeNumberField("healthy", service == null ? 0 : service.healthy());
        out.writeEndObject();
    }

    private static ServicePage page(Query query) {
        String namespace = query.get("namespace");
        String group = query.get("group");
        boolean isAll = ServiceName.ALL_GROUPS.equals(group);
        ServiceName place = Named.place(namespace, isAll ? null : group);
        String after = query.get("after");
        String prefix = query.get("prefix");
        return new ServicePage(
                place.namespace(),
                isAll ? null : place.group(),
                prefix == null ? "" : prefix,
                after == null ? null : Named.within(after, place),
                query.number("limit", ServicePage.USUAL_LIMIT, 1, ServicePage.MAX_LIMIT));
    }
}
