package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many services by their counters: {@code /v1/services}. Those that are named cost one look-up each; a page of a namespace
 * walks over the services from where it begins.
 */
final class ServicesResource {

    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;
    private static final int FEW = 2_000; // services that an event loop may walk over
    private static final String ALL_GROUPS = "*";

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
        Page page = Page.of(query);
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

    private void answer(Exchange exchange, Root root, Labels labels, Page page) {
        if (root.services().size() <= FEW) {
            exchange.answer(Answer.json(labels, page.json(root)));
        } else {
            exchange.answerWhen(work.call(() -> page.json(root)), json -> Answer.json(labels, json));
        }
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
        out.writeNumberField("healthy", service == null ? 0 : ServiceLists.healthy(service));
        out.writeEndObject();
    }

    /**
     * Some of the services that list an instance.
     *
     * @param group of that group only; null = of all
     * @param prefix what the names begin with
     * @param after only those behind it; null = from the first
     * @param limit how many at most
     */
    private record Page(
            String namespace,
            @Nullable String group,
            String prefix,
            @Nullable ServiceName after,
            int limit) {

        static Page of(Query query) {
            String namespace = query.get("namespace");
            String group = query.get("group");
            boolean isAll = ALL_GROUPS.equals(group);
            ServiceName place = Named.place(namespace, isAll ? null : group);
            String after = query.get("after");
            String prefix = query.get("prefix");
            return new Page(
                    place.namespace(),
                    isAll ? null : place.group(),
                    prefix == null ? "" : prefix,
                    after == null ? null : Named.within(after, place),
                    query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
        }

        byte[] json(Root root) {
            ServiceName from = after;
            Iterator<ServiceView> services =
                    from == null ? root.services().iterator() : root.services().from(from);
            List<ServiceName> found = new ArrayList<>();
            boolean hasMore = false;
            while (services.hasNext() && !hasMore) {
                ServiceView service = services.next();
                if (has(service)) {
                    hasMore = found.size() == limit;
                    if (!hasMore) {
                        found.add(service.name());
                    }
                }
            }
            return ServicesResource.json(root, found, hasMore ? found.get(limit - 1) : null);
        }

        private boolean has(ServiceView service) {
            ServiceName name = service.name();
            return service.size() > 0
                    && name.namespace().equals(namespace)
                    && (group == null || name.group().equals(group))
                    && name.name().startsWith(prefix)
                    && (after == null || !name.equals(after));
        }
    }
}
