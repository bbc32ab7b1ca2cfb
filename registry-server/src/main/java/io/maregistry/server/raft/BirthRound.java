package io.maregistry.server.raft;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an empty node makes of one round of answers (docs/design/birth.md). Pure.
 *
 * <p>Two nodes must not found with different node ids, or a wiped directory could slip in as a founder. So a node founds
 * only when everybody is empty <em>and</em> everybody has said to have heard exactly the ids that this node hears. Say A
 * founds with ids M and B with ids N. Then B had heard M, and A had heard N, while they were empty, and each asks one
 * question at a time: for every member, A heard its id in N no later than its id in M, B its id in M no later than in N.
 * A directory's id only ever changes forward, by wiping; so M = N. And a node that was heard empty has never spoken Raft.
 *
 * @param self this node's peer
 * @param nodeId this node's id
 * @param answers of all other members, by peer
 */
record BirthRound(String self, String nodeId, SortedMap<String, BirthAnswer> answers) {

    /** What follows from a round. */
    sealed interface Decision {

        /** Start, as one of these founders. */
        record Found(Founding founding) implements Decision {}

        /** Ask again; why is one line for people, the same while nothing changes. */
        record Wait(String why) implements Decision {}
    }

    /** The ids heard in this round, this node's included; empty where a member was silent or is born. */
    SortedMap<String, String> heard() {
        SortedMap<String, String> heard = new TreeMap<>();
        heard.put(self, nodeId);
        answers.forEach((peer, answer) ->
                heard.put(peer, answer instanceof BirthAnswer.Empty empty ? empty.nodeId() : ""));
        return heard;
    }

    /**
     * Decides.
     *
     * @param forced whether to start although somebody is silent; then a place that a forced birth left open is taken,
     *     too
     */
    Decision decide(boolean forced) {
        SortedMap<String, BirthAnswer.Born> born = new TreeMap<>();
        SortedMap<String, String> silent = new TreeMap<>();
        for (Entry<String, BirthAnswer> each : answers.entrySet()) {
            if (each.getValue() instanceof BirthAnswer.Born answer) {
                born.put(each.getKey(), answer);
            } else if (each.getValue() instanceof BirthAnswer.Silent answer) {
                silent.put(each.getKey(), answer.reason());
            }
        }
        if (!born.isEmpty()) {
            return joinBirth(born, forced);
        }
        String misfit = misfit();
        if (misfit != null) {
            return new Decision.Wait(misfit);
        }
        if (forced) {
            return new Decision.Found(new Founding(heard()));
        }
        if (!silent.isEmpty()) {
            return new Decision.Wait("waiting for " + listed(silent)
                    + " to answer: a new cluster is born when all of raft.members are there");
        }
        return foundTogether();
    }

    /** Some are born: their word counts, whoever else is silent. A cluster that is born may be one short. */
    private Decision joinBirth(SortedMap<String, BirthAnswer.Born> born, boolean forced) {
        SortedSet<String> clusters = new TreeSet<>();
        for (Entry<String, BirthAnswer.Born> each : born.entrySet()) {
            String named = each.getValue().founders().get(self);
            if (named == null || !named.equals(nodeId) && !(named.isEmpty() && forced)) {
                return new Decision.Wait(turnedAway(each.getKey(), named));
            }
            if (!each.getValue().clusterId().isEmpty()) {
                clusters.add(each.getValue().clusterId());
            }
        }
        if (clusters.size() > 1) {
            return new Decision.Wait("raft.members names nodes of several clusters: " + clusters);
        }
        SortedMap<String, String> founders =
                new TreeMap<>(born.values().iterator().next().founders());
        founders.put(self, nodeId);
        return new Decision.Found(new Founding(founders));
    }

    private static String turnedAway(String peer, @Nullable String named) {
        if (named == null) {
            return peer + " says its cluster was born without this address: add this node at run time";
        }
        if (named.isEmpty()) {
            return peer + " says its cluster was born by force while this node was silent: start it with"
                    + " raft.bootstrap=force if its directory is new, else remove and add it at run time";
        }
        return peer + " says its cluster knows this address under another node id: this node was wiped or is new;"
                + " remove and add it at run time";
    }

    /** What no further round mends and no force may pass over, of those that answered; null = nothing. */
    private @Nullable String misfit() {
        SortedMap<String, String> ids = heard();
        for (Entry<String, BirthAnswer> each : answers.entrySet()) {
            if (each.getValue() instanceof BirthAnswer.Empty empty
                    && !empty.heard().isEmpty()
                    && !empty.heard().keySet().equals(ids.keySet())) {
                return each.getKey() + " is configured with other raft.members: "
                        + new TreeSet<>(empty.heard().keySet()) + ", here " + ids.keySet();
            }
        }
        List<String> known = ids.values().stream().filter(id -> !id.isEmpty()).toList();
        if (new TreeSet<>(known).size() < known.size()) {
            return "two of raft.members have one node id, " + ids + ": a data directory was copied";
        }
        return null;
    }

    private Decision foundTogether() {
        SortedMap<String, String> ids = heard();
        for (Entry<String, BirthAnswer> each : answers.entrySet()) {
            Map<String, String> theirs = ((BirthAnswer.Empty) each.getValue()).heard();
            if (!theirs.equals(ids)) {
                return new Decision.Wait("waiting for " + each.getKey() + " to hear from all of raft.members");
            }
        }
        return new Decision.Found(new Founding(ids));
    }

    /** What the answers say of the cluster that a born node belongs to. */
    enum Kinship {
        /** Somebody belongs to it. */
        OURS,
        /** Nobody does, and a majority of all, or all others, belong to other ones. */
        FOREIGN,
        /** Too few have told. */
        UNKNOWN
    }

    /** Compares. One node of another cluster alone must not keep the right ones down while they start one by one. */
    Kinship kinship(String clusterId) {
        if (clusters().containsValue(clusterId)) {
            return Kinship.OURS;
        }
        int others = clusters().size();
        boolean areMost = others > (answers.size() + 1) / 2 || others == answers.size();
        return areMost && others > 0 && !clusterId.isEmpty() ? Kinship.FOREIGN : Kinship.UNKNOWN;
    }

    /** The clusters of those that are born and know theirs, by peer. */
    SortedMap<String, String> clusters() {
        SortedMap<String, String> clusters = new TreeMap<>();
        answers.forEach((peer, answer) -> {
            if (answer instanceof BirthAnswer.Born born && !born.clusterId().isEmpty()) {
                clusters.put(peer, born.clusterId());
            }
        });
        return clusters;
    }

    private static String listed(SortedMap<String, String> silent) {
        StringBuilder text = new StringBuilder();
        silent.forEach((peer, reason) -> text.append(text.isEmpty() ? "" : ", ")
                .append(peer)
                .append(" (")
                .append(reason)
                .append(')'));
        return text.toString();
    }
}
