package io.maregistry.server.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Paths match exactly: nothing is normalised, no slash is added or forgiven. A path is split
 * into segments first, and each is then percent-decoded once, so that an encoded slash stays inside its segment. Immutable;
 * any thread.
 */
final class Router {

    private final List<Route> routes;
    // fixed paths by their plain spelling, which nearly every request uses
    private final Map<String, Found> fixed = new HashMap<>();
    private final List<Path> paths = new ArrayList<>();

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
        Map<String, List<Route>> byTemplate = routes.stream().collect(Collectors.groupingBy(Route::template));
        byTemplate.forEach((template, ofPath) -> {
            Path path = Path.of(template, ofPath);
            paths.add(path);
            if (path.isFixed()) {
                fixed.put(template, new Found(path, List.of()));
            }
        });
    }

    /** Every route, in the order given. */
    List<Route> routes() {
        return routes;
    }

    /** The path's routes, or null where it has none. */
    @Nullable
    Found find(String rawPath) {
        Found plain = fixed.get(rawPath);
        return plain != null ? plain : findBySegments(rawPath);
    }

    private @Nullable Found findBySegments(String rawPath) {
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start <= rawPath.length()) {
            int slash = rawPath.indexOf('/', start);
            int end = slash < 0 ? rawPath.length() : slash;
            segments.add(Percent.decodeSegment(rawPath.substring(start, end)));
            start = end + 1;
        }
        for (Path path : paths) {
            List<String> variables = path.match(segments);
            if (variables != null) {
                return new Found(path, variables);
            }
        }
        return null;
    }

    /**
     * A path that has routes.
     *
     * @param variables what the path has in the places of its template's variables, decoded
     */
    record Found(Path path, List<String> variables) {}

    /** A template and its routes by verb. */
    record Path(List<String> segments, Map<Verb, Route> byVerb, List<String> allowed) {

        static Path of(String template, List<Route> routes) {
            Map<Verb, Route> byVerb = new EnumMap<>(Verb.class);
            for (Route route : routes) {
                if (byVerb.put(route.verb(), route) != null) {
                    throw new IllegalArgumentException("two routes for " + route.verb() + " " + template);
                }
            }
            return new Path(List.of(template.substring(1).split("/", -1)), byVerb, allowed(byVerb));
        }

        @Nullable
        Route route(@Nullable Verb verb) {
            return verb == null ? null : byVerb.get(verb);
        }

        boolean isFixed() {
            return segments.stream().noneMatch(Path::isVariable);
        }

        @Nullable
        List<String> match(List<String> given) {
            if (given.size() != segments.size()) {
                return null;
            }
            List<String> variables = new ArrayList<>(2);
            for (int at = 0; at < given.size(); at++) {
                if (isVariable(segments.get(at)) && !given.get(at).isEmpty()) {
                    variables.add(given.get(at));
                } else if (!segments.get(at).equals(given.get(at))) {
                    return null;
                }
            }
            return variables;
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }

        private static List<String> allowed(Map<Verb, Route> byVerb) {
            return byVerb.keySet().stream()
                    .flatMap(verb -> verb == Verb.GET ? Stream.of("GET", "HEAD") : Stream.of(verb.name()))
                    .toList();
        }
    }
}
