package io.maregistry.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes, and what counts their answers. Any thread. */
final class MeteredRouter {

    private final Router router;
    private final IdentityHashMap<Route, RouteMeter> meters = new IdentityHashMap<>(); // routes are long to hash
    private final RouteMeter unrouted;

    MeteredRouter(Router router, MeterRegistry registry) {
        this.router = router;
        this.unrouted = new RouteMeter(registry, "none");
        for (Route route : router.routes()) {
            meters.put(route, new RouteMeter(registry, route.verb() + " " + route.template()));
        }
    }

    List<Route> routes() {
        return router.routes();
    }

    /** The path's routes, or null where it has none. */
    Router.@Nullable Found find(String rawPath) {
        return router.find(rawPath);
    }

    RouteMeter meter(Route route) {
        return meters.getOrDefault(route, unrouted);
    }

    /** For requests that no route answers. */
    RouteMeter unrouted() {
        return unrouted;
    }
}
