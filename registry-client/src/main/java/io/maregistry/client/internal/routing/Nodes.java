package io.maregistry.client.internal.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.spi.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes: those that the user named, those that the cluster named, who leads, and how each has answered. Nearest is the
 * least smoothed latency; the nearest node stays the one for reads until it fails or another is twice as near. A node that
 * failed comes last for 200 ms, then for twice as long each time, at most 5 s. Any thread.
 */
final class Nodes {

    private static final long FIRST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_DOUBLINGS = 5;
    private static final int SMOOTHING = 4; // a new latency counts a quarter
    private static final long WORTH_MOVING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private List<Endpoint> configured;

    @GuardedBy("this")
    private List<Endpoint> members = List.of();

    @GuardedBy("this")
    private long membersTerm;

    @GuardedBy("this")
    private String clusterId = ""; // that the terms and the leader belong to

    @GuardedBy("this")
    private @Nullable Endpoint leader;

    @GuardedBy("this")
    private long leaderTerm;

    @GuardedBy("this")
    private @Nullable Endpoint nearest;

    @GuardedBy("this")
    private final Map<Endpoint, Health> health = new HashMap<>();

    /** How a node has answered. */
    private static final class Health {
        private long latencyNanos = Long.MAX_VALUE; // nobody knows yet
        private int failures; // since it answered last
        private long restsUntil; // meant where there are failures
    }

    private record Ranked(Endpoint node, boolean isResting, boolean isNamed, long latencyNanos) {
        private static final Comparator<Ranked> ORDER = Comparator.comparing(Ranked::isResting)
                .thenComparing(each -> !each.isNamed())
                .thenComparingLong(Ranked::latencyNanos);
    }

    Nodes(List<Endpoint> configured, LongSupplier nanoTime) {
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("addresses must give at least one endpoint");
        }
        this.configured = List.copyOf(configured);
        this.nanoTime = nanoTime;
    }

    /** The user's list, where it is not empty; says whether it is another one than before. */
    synchronized boolean configure(List<Endpoint> endpoints) {
        if (endpoints.isEmpty() || endpoints.equals(configured)) {
            return false;
        }
        configured = List.copyOf(endpoints);
        health.keySet().retainAll(all());
        return true;
    }

    /** A node says which cluster it belongs to. Of another one nothing is known: its terms begin anew. */
    synchronized void clusterIs(String id) {
        if (!id.isEmpty() && !id.equals(clusterId)) {
            clusterId = id;
            leader = null;
            leaderTerm = 0;
            membersTerm = 0;
        }
    }

    /**
     * A node of that term lists the members. A list of an earlier term is passed over. Says whether it is another one than
     * before.
     */
    synchronized boolean membersAre(List<Endpoint> endpoints, long term) {
        if (endpoints.isEmpty() || term < membersTerm) {
            return false;
        }
        boolean isOther = !endpoints.equals(members);
        members = List.copyOf(endpoints);
        membersTerm = term;
        health.keySet().retainAll(all());
        return isOther;
    }

    /** An answer of that term names the leader. */
    synchronized void leaderIs(Endpoint node, long term) {
        if (term >= leaderTerm) {
            leader = node;
            leaderTerm = term;
        }
    }

    /** A failure names the leader; it says no term, so it is worth a try and no more. */
    synchronized void leaderMayBe(Endpoint node) {
        leader = node;
    }

    synchronized void answered(Endpoint node, long latencyNanos) {
        Health known = health.computeIfAbsent(node, unknown -> new Health());
        known.failures = 0;
        known.latencyNanos = known.latencyNanos == Long.MAX_VALUE
                ? latencyNanos
                : known.latencyNanos + (latencyNanos - known.latencyNanos) / SMOOTHING;
    }

    synchronized void failed(Endpoint node) {
        Health known = health.computeIfAbsent(node, unknown -> new Health());
        long rest = Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << Math.min(known.failures, MOST_DOUBLINGS));
        known.failures++;
        known.restsUntil = nanoTime.getAsLong() + rest;
        if (node.equals(leader)) {
            leader = null;
        }
    }

    synchronized Optional<Endpoint> leader() {
        return Optional.ofNullable(leader);
    }

    /** All nodes, in the order in which a read tries them. */
    synchronized List<Endpoint> forReads() {
        List<Ranked> ranked = new ArrayList<>();
        long now = nanoTime.getAsLong();
        for (Endpoint node : all()) {
            boolean isNamed = members.isEmpty() || members.contains(node);
            ranked.add(new Ranked(node, isResting(node, now), isNamed, latency(node)));
        }
        ranked.sort(Ranked.ORDER); // stable: else as they were named
        List<Endpoint> order = new ArrayList<>();
        ranked.forEach(each -> order.add(each.node()));
        Endpoint best = order.get(0);
        Endpoint stays = nearest;
        if (stays == null || !mayStay(stays, order) || isResting(stays, now) || isMuchNearer(best, stays)) {
            nearest = best;
        } else {
            order.remove(stays);
            order.add(0, stays);
        }
        return order;
    }

    /** A node that left the cluster may still run, with a state that grows old. */
    @GuardedBy("this")
    private boolean mayStay(Endpoint node, List<Endpoint> order) {
        return order.contains(node) && (members.isEmpty() || members.contains(node));
    }

    /** All nodes, in the order in which a write tries them. */
    synchronized List<Endpoint> forWrites() {
        List<Endpoint> order = forReads();
        Endpoint first = leader;
        if (first != null && !isResting(first, nanoTime.getAsLong())) { // one that this client cannot reach leads, too
            order.remove(first);
            order.add(0, first);
        }
        return order;
    }

    /** Nodes worth a connection: the members, and the configured ones while no member answers. */
    synchronized Set<Endpoint> inUse() {
        long now = nanoTime.getAsLong();
        boolean doMembersAnswer = false;
        for (Endpoint node : members) {
            doMembersAnswer |= isKnown(node) && !isResting(node, now);
        }
        Set<Endpoint> used = doMembersAnswer ? new LinkedHashSet<>(members) : all();
        if (leader != null) {
            used.add(leader);
        }
        return used;
    }

    @GuardedBy("this")
    private Set<Endpoint> all() {
        Set<Endpoint> all = new LinkedHashSet<>(members);
        all.addAll(configured);
        return all;
    }

    @GuardedBy("this")
    private boolean isKnown(Endpoint node) {
        return latency(node) != Long.MAX_VALUE;
    }

    @GuardedBy("this")
    private long latency(Endpoint node) {
        Health known = health.get(node);
        return known == null ? Long.MAX_VALUE : known.latencyNanos;
    }

    @GuardedBy("this")
    private boolean isResting(Endpoint node, long now) {
        Health known = health.get(node);
        return known != null && known.failures > 0 && known.restsUntil - now > 0;
    }

    @GuardedBy("this")
    private boolean isMuchNearer(Endpoint best, Endpoint stays) {
        long near = latency(best);
        long far = latency(stays);
        return near < far / 2 && far - near > WORTH_MOVING_NANOS;
    }
}
