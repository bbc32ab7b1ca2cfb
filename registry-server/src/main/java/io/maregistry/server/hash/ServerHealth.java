package io.maregistry.server.hash;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Claim;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents' round, again and again: ask every other node whether it is alive, elect, and lead or follow accordingly. A
 * node claims nothing before its first round, nor, where others live, before it holds what the one of them holds that has
 * gone furthest. Between rounds a follower compares itself with its leader.
 *
 * <p>Rounds, claims and what ends them run on the thread {@code hash-health}; comparing and fetching on {@code hash-sync}, so
 * that a large document keeps no round waiting. What is asked from outside may be asked by any thread.
 */
final class ServerHealth implements HealthChecker {

    private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);
    private static final int ROUNDS_MISSED = 3; // then nobody knows whether somebody else leads
    private static final int ROUNDS_YIELDED = 2; // left to the node that asked for it

    private final Cluster cluster;
    private final Peers peers;
    private final Probes probes;
    private final Reigns reigns;
    private final Following following;
    private final Times times;
    private final ScheduledExecutorService health;
    private final ScheduledExecutorService sync;

    private volatile @Nullable String leader; // whom the last round chose
    private volatile long leaderHeardNanos;
    private volatile long roundNanos; // when the last round ended
    private volatile boolean hasRound;
    private volatile boolean isEqual; // once equal to a leader, or leading, since the start

    // of the thread hash-health
    private @Nullable String yieldedTo;
    private int yieldedRounds;

    /**
     * How often what is done.
     *
     * @param probeEvery the pause between two rounds
     * @param syncEvery the pause between two comparisons
     * @param nanoTime a monotonic clock
     */
    record Times(Duration probeEvery, Duration syncEvery, LongSupplier nanoTime) {}

    ServerHealth(Cluster cluster, Peers peers, Reigns reigns, Following following, Times times) {
        this.cluster = cluster;
        this.peers = peers;
        this.probes = new Probes(peers);
        this.reigns = reigns;
        this.following = following;
        this.times = times;
        this.health = thread("hash-health");
        this.sync = thread("hash-sync");
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public void start() {
        long round = times.probeEvery.toMillis();
        long comparing = times.syncEvery.toMillis();
        var unusedRounds = health.scheduleWithFixedDelay(edged(this::round), 0, round, TimeUnit.MILLISECONDS);
        var unusedComparisons =
                sync.scheduleWithFixedDelay(edged(this::compare), comparing, comparing, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        health.shutdownNow();
        sync.shutdownNow();
        try {
            for (ScheduledExecutorService thread : List.of(health, sync)) {
                if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                    LOG.warn("a round or a comparison goes on while this node stops");
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The outermost edge of both threads: a bug in one round must not be the last round. */
    private static Runnable edged(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException unforeseen) {
                LOG.error("a fault of the server in hash mode", unforeseen);
            }
        };
    }

    /** The url of the node that leads as far as this one knows; null where none is known. */
    @Nullable
    String leader() {
        return reigns.isLeading() ? cluster.self() : leader;
    }

    /** Since the leader was heard; on the leader since its last round; -1 = never. */
    long ageMillis() {
        if (!hasRound) {
            return -1;
        }
        long since = reigns.isLeading() ? roundNanos : leaderHeardNanos;
        return since == 0 ? -1 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(times.nanoTime.getAsLong() - since));
    }

    /** Whether this node held once since its start what a leader holds. */
    boolean isCaughtUp() {
        return isEqual;
    }

    /** Whether the last round is so long ago that somebody else may lead: this process stood still. */
    boolean isRoundMissed() {
        long most = times.probeEvery.toNanos() * ROUNDS_MISSED + TimeUnit.SECONDS.toNanos(1);
        return hasRound && times.nanoTime.getAsLong() - roundNanos > most;
    }

    /** What this node waits for before it serves. */
    String waitsFor() {
        String chosen = leader;
        if (!hasRound) {
            return "it asks the other nodes who leads";
        }
        return following
                .lastFailure()
                .orElse(chosen == null ? "no node is alive" : "it fetches what " + chosen + " holds");
    }

    private void round() {
        Map<String, Reported> told = probes.ask(cluster.others());
        cluster.update(told, reigns.claim());
        Optional<Server> chosen = Election.elect(cluster.servers());
        roundNanos = times.nanoTime.getAsLong();
        if (chosen.isPresent()) {
            obey(chosen.get());
        }
        hasRound = true;
    }

    private void obey(Server chosen) {
        if (!chosen.url().equals(cluster.self())) {
            yieldedTo = null;
            reigns.stepDown();
            cluster.claim(null);
            follow(chosen);
        } else if (!reigns.isLeading() && !isYielding()) {
            lead(Claim.ELECTED);
        }
    }

    /** Whether another node is about to take over, on this node's word; it may fail to. */
    private boolean isYielding() {
        String other = yieldedTo;
        boolean isAlive = other != null
                && cluster.find(other).map(Server::status).orElse(false)
                && yieldedRounds++ < ROUNDS_YIELDED;
        if (!isAlive) {
            yieldedTo = null;
        }
        return isAlive;
    }

    private void follow(Server chosen) {
        if (!chosen.url().equals(leader)) {
            LOG.info("following {}", chosen.url());
        }
        leader = chosen.url();
        leaderHeardNanos = times.nanoTime.getAsLong();
    }

    private void lead(Claim how) {
        furthest().ifPresent(server -> following.equalise(server.url(), told(server)));
        reigns.takeOver(how);
        cluster.claim(how);
        leader = null;
        isEqual = true;
    }

    /** The living node that has gone further than this one, if any: what it holds must not be lost by an election. */
    private Optional<Server> furthest() {
        long own = reigns.version();
        return cluster.servers().stream()
                .filter(server -> server.status() && server.reported() != null)
                .filter(server -> told(server).version() > own)
                .max(Comparator.comparingLong(server -> told(server).version()));
    }

    private static Reported told(Server server) {
        Reported reported = server.reported();
        if (reported == null) {
            throw new IllegalArgumentException(server.url() + " was never heard");
        }
        return reported;
    }

    /** Looks what the leader holds, and takes it over where it differs. On the thread hash-sync. */
    private void compare() {
        String chosen = leader;
        if (chosen == null || reigns.isLeading()) {
            return;
        }
        Reported told;
        try {
            told = peers.info(chosen).toCompletableFuture().join();
        } catch (RuntimeException away) { // the next round says what that means
            LOG.debug("{} did not answer", chosen, away);
            return;
        }
        cluster.heard(chosen, told);
        leaderHeardNanos = times.nanoTime.getAsLong();
        if (told.claim() != null && following.equalise(chosen, told)) {
            isEqual = true;
        }
    }

    /**
     * Makes this node the leader by somebody's wish, with all that the leader of now holds. Fails with {@code Unavailable}
     * (NOT_READY) where this node cannot come to hold that.
     */
    CompletionStage<Void> claim() {
        return onHealth(() -> {
            if (!hasRound) {
                throw behind("it has not asked the other nodes yet");
            }
            String current = leader;
            boolean isAlive =
                    current != null && cluster.find(current).map(Server::status).orElse(false);
            if (!reigns.isLeading() && current != null && isAlive) {
                takeFrom(current);
            }
            lead(Claim.SL);
        });
    }

    private void takeFrom(String current) {
        try {
            peers.askToYield(current, cluster.self()).toCompletableFuture().join();
        } catch (RuntimeException refused) { // a plain v5 node knows no such word: it is outvoted by the claim
            LOG.info("{} does not yield: {}", current, refused.getMessage());
        }
        Reported told;
        try {
            told = peers.info(current).toCompletableFuture().join();
        } catch (RuntimeException away) {
            throw behind("the leader does not answer: " + away.getMessage());
        }
        if (!following.equalise(current, told)) {
            throw behind(following.lastFailure().orElse("the leader has moved on; retry"));
        }
    }

    private static RegistryException behind(String why) {
        return new RegistryException.Unavailable(ErrorCode.NOT_READY, "this node cannot lead now: " + why);
    }

    /** Leads no longer, since that other node is about to. */
    CompletionStage<Void> yieldTo(String other) {
        return onHealth(() -> {
            if (reigns.isLeading()) {
                yieldedTo = other;
                yieldedRounds = 0;
                reigns.stepDown();
                cluster.claim(null);
                leader = other;
                leaderHeardNanos = times.nanoTime.getAsLong();
            }
        });
    }

    /** Asks all others at once, rather than when it is time; completes when what follows from it is done. */
    CompletionStage<Void> look() {
        return onHealth(this::round);
    }

    private CompletionStage<Void> onHealth(Runnable task) {
        try {
            return CompletableFuture.runAsync(task, health);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedFuture(HashNode.stopping());
        }
    }
}
