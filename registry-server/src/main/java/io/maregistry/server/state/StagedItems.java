package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of a document on its way into the state. A kind of which the document has none stays as it is; of the others
 * the document's take the place of ours, or join them where both sides are merged. The applying thread alone.
 */
final class StagedItems {

    private final Map<Item.Kind, TreeMap<String, Item>> items = new TreeMap<>();
    private String twice = "";

    void add(Item item) {
        Item before =
                items.computeIfAbsent(item.kind(), kind -> new TreeMap<>()).put(item.key(), item);
        if (before != null && twice.isEmpty()) {
            twice = item.kind() + " " + item.key() + " is in the document twice";
        }
    }

    /** Which item the document has twice; empty where none. */
    String twice() {
        return twice;
    }

    /** Which limit the items break; empty where none. */
    String overLimit(Working state, boolean isMerge) {
        int namespaces =
                items.getOrDefault(Item.Kind.NAMESPACE, new TreeMap<>()).size();
        int routings = items.getOrDefault(Item.Kind.ROUTING, new TreeMap<>()).size();
        return namespaces > Namespaces.MAX || routings > Routings.MAX
                ? "there would be " + namespaces + " namespaces and " + routings + " routings; the limits are "
                        + Namespaces.MAX + " and " + Routings.MAX
                : rulesOverLimit(state.items().rules(), isMerge);
    }

    /** Of rules that are merged, those of both sides count. */
    private String rulesOverLimit(RuledServices ours, boolean isMerge) {
        TreeMap<String, Item> theirs = items.get(Item.Kind.RULES);
        if (theirs == null) {
            return "";
        }
        int services = isMerge ? ours.view().size() : 0;
        long bytes = isMerge ? ours.bytes() : 0;
        for (Item their : theirs.values()) {
            ServiceRules our = isMerge ? ours.view().get(their.key()) : null;
            if (our == null) {
                services++;
                bytes += their.bytes();
            } else if (wins(their, our, true)) {
                bytes += their.bytes() - our.bytes();
            }
        }
        return ours.overLimit(services, bytes);
    }

    /** Whether the state would be the same with them. */
    boolean equalStateOf(Working state, boolean isMerge) {
        return edits(state, isMerge).isEmpty();
    }

    /** Makes them those of the state, as at that revision; an item that says what ours says stays as it is. */
    void commit(Working state, boolean isMerge, long revision) {
        for (Edit edit : edits(state, isMerge)) {
            if (edit.isGone) {
                state.items().remove(edit.item, revision);
            } else {
                state.items().put(edit.item.at(revision));
            }
        }
    }

    private record Edit(Item item, boolean isGone) {}

    private List<Edit> edits(Working state, boolean isMerge) {
        List<Edit> edits = new ArrayList<>();
        items.forEach((kind, theirs) -> {
            SortedTree<String, ? extends Item> ours = state.items().of(kind);
            for (Item their : theirs.values()) {
                if (wins(their, ours.get(their.key()), isMerge)) {
                    edits.add(new Edit(their, false));
                }
            }
            if (!isMerge) {
                ours.forEach(our -> {
                    if (!theirs.containsKey(our.key()) && !isCleared(our)) {
                        edits.add(new Edit(our, true));
                    }
                });
            }
        });
        return edits;
    }

    private static boolean wins(Item their, @Nullable Item our, boolean isMerge) {
        if (our == null) {
            return true;
        }
        return !our.at(0).equals(their.at(0)) && (!isMerge || their.revision() > our.revision());
    }

    private static boolean isCleared(Item item) {
        return item instanceof ServiceRouting routing && routing.routing() == null;
    }
}
