package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Watcher;
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
    private static final String CONFIG = "config";
    private static final List<String> PARAMETERS =
            List.of("service", CONFIG, "namespace", "group", "since", "start", "ack");

    private final EventStream.Parts parts;
    private final String node;
    private final String run;
    private final AtomicLong opened = new AtomicLong();

    /**
     * @param node the name of this node
     * @param run tells this run of the node from others
     */
    WatchResource(EventStream.Parts parts, String node, String run) {
        this.parts = parts;
        this.node = node;
        this.run = run;
    }

    List<Route> routes() {
        Route.Parameters parameters = new Route.Parameters(PARAMETERS, List.of("service", CONFIG));
        return List.of(new Route(Verb.GET, "/v1/watch", Route.Intake.DROPPED, parameters, this::watch));
    }

    private void watch(Exchange exchange) {
        Query query = exchange.request().query();
        Scope scope = scope(query);
        From start = start(query);
        acknowledges(exchange); // a word that is neither is refused before the stream begins
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
        Watcher watcher = new Watcher(name(), exchange.remoteAddress(), acknowledges(exchange));
        Body.Pieces hello = WatchFrames.hello(watcher.name(), node, labels);
        EventStream stream = EventStream.open(parts, exchange.eventLoop(), scope, from, watcher, hello);
        exchange.closeBehind();
        exchange.answer(uncached(Answer.ok(labels, Payload.of(EVENT_STREAM, stream))));
    }

    /** Nobody else's, of an earlier run of this node neither: who confirms for it must not mean another one. */
    private String name() {
        return node + '-' + opened.incrementAndGet() + '-' + run;
    }

    private static boolean acknowledges(Exchange exchange) {
        return exchange.request().query().flag("ack");
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
        List<String> configs = query.all(CONFIG);
        if (names.isEmpty() && configs.isEmpty()) {
            return space(namespace, group);
        }
        if (names.size() + configs.size() > ServiceKeys.MAX_SERVICES) {
            throw invalid("service and config must be given at most " + ServiceKeys.MAX_SERVICES + " times together");
        }
        RoutedName.Groups groups = RoutedName.Groups.ofText(group);
        if (groups != null) {
            if (!configs.isEmpty()) {
                throw invalid("config has one group");
            }
            return routed(names, groups, query);
        }
        return Scope.Named.of(
                names.stream().map(name -> Named.service(name, query)).toList(),
                configs.stream().map(config -> Named.config(config, query)).toList());
    }

    private static Scope routed(List<String> names, RoutedName.Groups groups, Query query) {
        Set<ServiceName> places = new LinkedHashSet<>();
        for (String name : names) {
            RoutedName routed = Named.routed(name, query);
            if (routed != null) {
                places.add(routed.place());
            }
        }
        return new Scope.Routed(places, groups);
    }

    private static Scope space(@Nullable String namespace, @Nullable String group) {
        if (namespace == null) {
            throw invalid("service, config or namespace is missing");
        }
        ServiceName place = Named.place(namespace, group);
        return new Scope.Space(place.namespace(), group == null ? null : place.group());
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
