package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.wire.ServiceKeys;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Changes as they happen: {@code /v1/watch}, a stream of server-sent events. */
final class WatchResource {

    private static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream");
    private static final AsciiString LAST_EVENT_ID = AsciiString.cached("last-event-id");
    private static final List<String> PARAMETERS = List.of("service", "namespace", "group", "since", "start");

    private final EventStream.Parts parts;
    private final String node;
    private final AtomicLong opened = new AtomicLong();

    /** {@code node} is the name of this node. */
    WatchResource(EventStream.Parts parts, String node) {
        this.parts = parts;
        this.node = node;
    }

    List<Route> routes() {
        Route.Parameters parameters = new Route.Parameters(PARAMETERS, List.of("service"));
        return List.of(new Route(Verb.GET, "/v1/watch", Route.Intake.DROPPED, parameters, this::watch));
    }

    private void watch(Exchange exchange) {
        Query query = exchange.request().query();
        Scope scope = scope(query);
        From start = start(query);
        String lastId = exchange.request().field(LAST_EVENT_ID);
        String point = lastId == null ? query.get("since") : lastId;
        if (exchange.request().isOld()) {
            throw invalid("a stream needs HTTP/1.1");
        }
        if (lastId == null && point != null && query.get("start") != null) {
            throw invalid("since and start exclude each other");
        }
        parts.reads().requireReady();
        if (exchange.request().isHead()) {
            exchange.answer(headOnly(parts.reads().labels()));
        } else if (point == null) {
            begin(exchange, scope, start);
        } else {
            exchange.goOnOnceThere(
                    parts.watching().after(parts.reads().token(point)), from -> begin(exchange, scope, from));
        }
    }

    private void begin(Exchange exchange, Scope scope, From from) {
        Labels labels = parts.reads().labels();
        Body.Pieces hello = WatchFrames.hello(node + '-' + opened.incrementAndGet(), node, labels);
        EventStream stream = EventStream.open(parts, exchange.eventLoop(), scope, from, hello);
        exchange.closeBehind();
        exchange.answer(uncached(Answer.ok(labels, Payload.of(EVENT_STREAM, stream))));
    }

    private static Answer headOnly(Labels labels) {
        return uncached(Answer.ok(labels, Payload.NONE)).with(HttpHeaderNames.CONTENT_TYPE, EVENT_STREAM.toString());
    }

    private static Answer uncached(Answer answer) {
        return answer.with(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    private static From start(Query query) {
        String start = query.get("start");
        if (start == null) {
            return new From.Beginning();
        }
        if (start.equals("none")) {
            return new From.Now();
        }
        throw invalid("start must be none, was " + Shown.text(start));
    }

    private static Scope scope(Query query) {
        List<String> names = query.all("service");
        String namespace = query.get("namespace");
        String group = query.get("group");
        if (names.isEmpty()) {
            return space(namespace, group);
        }
        if (names.size() > ServiceKeys.MAX_SERVICES) {
            throw invalid("service must be given at most " + ServiceKeys.MAX_SERVICES + " times");
        }
        Set<ServiceName> services = new LinkedHashSet<>();
        for (String name : names) {
            services.add(Named.service(name, query));
        }
        return new Scope.Named(services);
    }

    private static Scope space(@Nullable String namespace, @Nullable String group) {
        if (namespace == null) {
            throw invalid("service or namespace is missing");
        }
        ServiceName place = Named.place(namespace, group);
        return new Scope.Space(place.namespace(), group == null ? null : place.group());
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
