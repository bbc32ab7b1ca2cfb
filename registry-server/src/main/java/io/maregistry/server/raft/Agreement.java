package io.maregistry.server.raft;

import io.maregistry.server.state.StateHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the members hold. Only equal indices are compared, and a majority is one of all voters, those that say
 * nothing included. Why none of it can be a false alarm: {@code docs/design/divergence.md}.
 */
final class Agreement {

    private final Voice own;
    private final Collection<Voice> voters;
    private final int needed;

    /**
     * @param own this node, voter or not
     * @param voters the voters that were heard, this node with them where it is one
     * @param size how many voters there are
     */
    Agreement(Voice own, Collection<Voice> voters, int size) {
        this.own = own;
        this.voters = voters;
        this.needed = size / 2 + 1;
    }

    /**
     * The oldest difference to a majority, or else what the newest index shows that shows anything.
     *
     * @param settled up to that index it does not matter any more that no majority held the same
     */
    Verdict verdict(long settled) {
        for (Checkpoint held : own.checkpoints()) {
            Map.Entry<StateHash, List<String>> most = majority(holders(held.index()));
            if (most != null && !most.getKey().equals(held.hash())) {
                return new Verdict.Apart(held.index(), held.hash(), most.getKey(), most.getValue());
            }
        }
        for (long index : indices()) {
            Map<StateHash, List<String>> holders = holders(index);
            if (majority(holders) != null) {
                return new Verdict.Alike(index);
            }
            if (index > settled && isTorn(holders, index)) {
                return new Verdict.Torn(index, byPeer(holders));
            }
        }
        return new Verdict.Open();
    }

    /**
     * What a majority that holds the same right now shows, at one entry that is not below {@code least}. For voters that
     * stand still, as those do that take no writes: {@link Verdict.Open} where they do not stand at one entry.
     */
    Verdict now(long least) {
        for (long entry : entriesFrom(least)) {
            Map.Entry<StateHash, List<String>> most = majority(holders(voter -> voter.now(entry)));
            if (most != null) {
                StateHash held = own.now(entry);
                return held == null || most.getKey().equals(held)
                        ? new Verdict.Alike(entry)
                        : new Verdict.Apart(entry, held, most.getKey(), most.getValue());
            }
        }
        return new Verdict.Open();
    }

    private SortedSet<Long> entriesFrom(long least) {
        return voters.stream()
                .map(Voice::applied)
                .filter(applied -> applied >= least)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private SortedSet<Long> indices() {
        SortedSet<Long> newestFirst = new TreeSet<>(Comparator.reverseOrder());
        voters.forEach(voter -> voter.checkpoints().forEach(held -> newestFirst.add(held.index())));
        return newestFirst;
    }

    private Map<StateHash, List<String>> holders(long index) {
        return holders(voter -> voter.at(index));
    }

    private Map<StateHash, List<String>> holders(Function<Voice, @Nullable StateHash> said) {
        Map<StateHash, List<String>> holders = new HashMap<>();
        for (Voice voter : voters) {
            StateHash hash = said.apply(voter);
            if (hash != null) {
                holders.computeIfAbsent(hash, held -> new ArrayList<>()).add(voter.peer());
            }
        }
        return holders;
    }

    private Map.@Nullable Entry<StateHash, List<String>> majority(Map<StateHash, List<String>> holders) {
        for (Map.Entry<StateHash, List<String>> each : holders.entrySet()) {
            if (each.getValue().size() >= needed) {
                return each;
            }
        }
        return null;
    }

    private boolean isTorn(Map<StateHash, List<String>> holders, long index) {
        if (holders.size() < 2) {
            return false;
        }
        long toCome = voters.stream().filter(voter -> voter.willTell(index)).count();
        int most = holders.values().stream().mapToInt(List::size).max().orElse(0);
        return most + toCome < needed;
    }

    private static Map<String, StateHash> byPeer(Map<StateHash, List<String>> holders) {
        Map<String, StateHash> held = new TreeMap<>();
        holders.forEach((hash, peers) -> peers.forEach(peer -> held.put(peer, Objects.requireNonNull(hash))));
        return held;
    }
}
