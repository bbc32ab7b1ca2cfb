package io.maregistry.server.state;

import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces and routings in a {@link Transcript}: {@code namespace NAME [about=TEXT] [services=N] [instances=N] [patch]
 * [request=N]}, {@code drop NAME [force] [request=N]}, {@code route NAMESPACE SERVICE [active=GROUP] [GROUP=WEIGHT ...]
 * [request=N]}; a value of a patch may be {@code null}.
 */
final class NameWords {

    private NameWords() {}

    static Command namespace(Deque<String> words) {
        String name = words.remove();
        Map<String, String> options = Transcript.options(words);
        RequestId request = Transcript.request(options);
        if (options.remove("patch") == null) {
            String about = options.getOrDefault("about", "");
            Quota quota = new Quota(
                    (int) Transcript.number(options, "services", 0), (int) Transcript.number(options, "instances", 0));
            return new PutNamespace(request, name, NamespacePatch.whole(about, quota), true);
        }
        NamespacePatch patch = new NamespacePatch(
                edit(options, "about", text -> text),
                edit(options, "services", Integer::valueOf),
                edit(options, "instances", Integer::valueOf));
        return new PutNamespace(request, name, patch, false);
    }

    private static <T> Edit<T> edit(Map<String, String> options, String key, Function<String, T> reader) {
        String text = options.remove(key);
        if (text == null) {
            return Edit.keep();
        }
        return text.equals("null") ? Edit.clear() : Edit.to(reader.apply(text));
    }

    static Command drop(Deque<String> words) {
        String name = words.remove();
        Map<String, String> options = Transcript.options(words);
        RequestId request = Transcript.request(options);
        return new DeleteNamespace(request, name, options.containsKey("force"));
    }

    static Command route(Deque<String> words) {
        String namespace = words.remove();
        String service = words.remove();
        Map<String, String> options = Transcript.options(words);
        RequestId request = Transcript.request(options);
        return new SetRouting(request, namespace, service, routing(options));
    }

    private static @Nullable Routing routing(Map<String, String> options) {
        String active = options.remove("active");
        Map<String, Integer> weights = new TreeMap<>();
        options.forEach((group, weight) -> weights.put(group, Integer.valueOf(weight)));
        if (active != null) {
            return Routing.to(active);
        }
        return weights.isEmpty() ? null : Routing.weighted(weights);
    }

    /** Takes the items out of the words of a chunk. */
    static List<Item> items(Deque<String> words) {
        List<Item> items = new ArrayList<>();
        words.removeIf(word -> {
            if (word.startsWith("+namespace=")) {
                items.add(Namespace.unnamed(word.substring("+namespace=".length())));
            } else if (word.startsWith("+routing=")) {
                String[] parts = word.substring("+routing=".length()).split("[/:@]", -1);
                items.add(new ServiceRouting(parts[0], parts[1], Routing.to(parts[2]), Long.parseLong(parts[3])));
            } else if (word.startsWith("+rules=")) {
                items.add(RulesWords.item(word.substring("+rules=".length())));
            }
            return word.startsWith("+");
        });
        return items;
    }

    static List<String> show(Root root) {
        List<String> lines = new ArrayList<>();
        root.namespaces()
                .forEach(one -> lines.add("namespace " + one.name() + " \"" + one.description() + "\" " + one.quota()
                        + " @" + one.revision()));
        root.routings().forEach(one -> lines.add("routing " + one.key() + " " + one.routing() + " @" + one.revision()));
        root.rules().forEach(one -> lines.add("rules " + one.key() + " " + one.rules() + " @" + one.revision()));
        if (!root.namespaces().isEmpty()) {
            root.spaces().forEach(one -> lines.add(one.toString()));
        }
        return lines;
    }
}
