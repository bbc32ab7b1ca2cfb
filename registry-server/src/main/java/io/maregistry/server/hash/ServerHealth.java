package io.maregistry.server.hash;

import io.maregistry.server.replication.Claim;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents' round, again and again: ask every other node whether it is alive, elect, and lead or follow accordingly.
 * Between rounds a follower compares itself with its leader.
 *
 * <p>Nobody is led by a guess. A node claims nothing before its second round, when those that started with it have looked
 * round, too; nor before it holds what the living node holds that has gone furthest. One that stood still, or saw nobody
 * else alive in the round before, gives up its claim where it finds another one: those had each other.
 *
 * <p>Rounds run on the thread {@code hash-health}, comparing and fetching on {@code hash-sync}, so that a large document
 * keeps no round waiting; wanted changes of leadership have {@code hash-claim} and {@code hash-yield}, since two nodes may
 * ask each other at once. What begins or ends a reign holds the lock, and never while something is fetched.
 */
final class ServerHealth implements HealthChecker {

    private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);
    private static final Duration EARLY = Duration.ofSeconds(1); // from the first round to the second
    private static final Duration MOST_PAUSE = Duration.ofSeconds(4); // between two fetches of a large document
    private static final int ROUNDS_YIELDED = 2; // left to the node that asked for it
    private static final int ROUNDS_BEHIND = 3; // a node that has gone further is asked for what it holds
    private static final int BEATS_MISSED = 2; // as often as it may take to answer a probe

    private final Cluster cluster;
    private final Peers peers;
    private final Probes probes;
    private final Reigns reigns;
    private final Following following;
    private final Takeover takeover;
    private final Times times;
    private final HealthThreads threads;
    private final Heartbeat heartbeat;

    private volatile @Nullable String chosen; // by the last round; may not lead yet
    private volatile @Nullable String leader; // the chosen one, where it says itself that it leads
    private volatile long equalNanos; // when it was last known that this node holds what the leader holds
    private volatile long roundNanos; // when the last round ended
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean isEqual; // once equal to a leader, or leading, since the start
    private volatile boolean isStopping;
    private volatile boolean wasAlone; // in the last round, where there are others
    private volatile @Nullable Claim yielded; // how this node led until it made way
    private long notBeforeNanos; // of the thread hash-sync: a large document is not fetched again at once

    // guarded by this
    private @Nullable String yieldedTo;
    private int yieldedRounds;
    private int behindRounds;

    /**
     * How often what is done.
     *
     * @param probeEvery the pause between two rounds
     * @param probeTimeout how long a node may take to answer
     * @param syncEvery the pause between two comparisons
     * @param nanoTime a monotonic clock
     */
    record Times(Duration probeEvery, Duration probeTimeout, Duration syncEvery, LongSupplier nanoTime) {}

    /** @param failure told of an {@code Error}, after which the node cannot be trusted to look round */
    ServerHealth(
            Cluster cluster,
            Peers peers,
            Reigns reigns,
            Following following,
            Times times,
            Consumer<Throwable> failure) {
        this.cluster = cluster;
        this.peers = peers;
        this.probes = new Probes(peers);
        this.reigns = reigns;
        this.following = following;
        this.times = times;
        this.threads = new HealthThreads(failure);
        this.takeover = new Takeover(
                cluster,
                peers,
                following,
                new Takeover.Own(reigns, this::shownClaim, () -> lead(Claim.SL), times.nanoTime));
        this.heartbeat = new Heartbeat(times.nanoTime, times.probeTimeout.multipliedBy(BEATS_MISSED));
    }

    @Override
    public void start() {
        heartbeat.restart();
        threads.health().execute(this::nextRound);
        long pause = times.syncEvery.toMillis();
        threads.repeat(this::compare, pause);
    }

    @Override
    public void stop() {
        isStopping = true;
        following.cancel();
        threads.close();
    }

    /** The url of the node that leads as far as this one knows; null where none is known. */
    @Nullable
    String leader() {
        return reigns.isLeading() ? cluster.self() : leader;
    }

    /** How this node leads, as others are told; null where it does not. */
    @Nullable
    Claim shownClaim() {
        Claim now = reigns.claim();
        if (now == null) {
            return yielded;
        }
        return wasAlone || hasStoodStill() ? Claim.ALONE : now;
    }

    /** Since this node held what the leader holds; on the leader since its last round; -1 = never. */
    long ageMillis() {
        long since = reigns.isLeading() ? roundNanos : equalNanos;
        return since == 0 ? -1 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(times.nanoTime.getAsLong() - since));
    }

    /** Since that node, another one, answered last. */
    long ageMillis(Server server) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(times.nanoTime.getAsLong() - server.heardNanos()));
    }

    /** Whether this node held once since its start what a leader holds. */
    boolean isCaughtUp() {
        return isEqual;
    }

    /** Whether this node has looked who else is alive, so that others may elect it. */
    boolean isElectable() {
        return rounds.get() > 0 && !isStopping;
    }

    /** This process runs; told ten times a second. */
    void beat() {
        if (heartbeat.beat()) {
            threads.health().execute(this::look);
        }
    }

    /** Whether this process stood still so long that somebody else may lead, and has not looked round since. */
    boolean hasStoodStill() {
        return heartbeat.hasStoodStill();
    }

    /** What this node waits for before it serves. */
    String waitsFor() {
        String other = chosen;
        if (rounds.get() == 0) {
            return "it asks the other nodes who leads";
        }
        return following
                .lastFailure()
                .orElse(other == null ? "no node leads yet" : "it fetches what " + other + " holds");
    }

    private void nextRound() {
        try {
            look();
        } finally {
            Duration pause = rounds.get() == 1 && EARLY.compareTo(times.probeEvery) < 0 ? EARLY : times.probeEvery;
            threads.later(this::nextRound, pause.toMillis());
        }
    }

    private void look() {
        int since = heartbeat.looking();
        boolean stood = hasStoodStill();
        Map<String, Reported> told = probes.ask(cluster.others());
        Optional<Server> best = decide(told, stood);
        if (best.isPresent() && best.get().url().equals(cluster.self())) {
            leadUnlessBehind();
        }
        probes.warnOf(cluster.misspelt().orElse(""));
        roundNanos = times.nanoTime.getAsLong();
        rounds.incrementAndGet();
        heartbeat.looked(since);
    }

    /** Elects, and follows or makes way where that is another one. */
    private synchronized Optional<Server> decide(Map<String, Reported> told, boolean stood) {
        boolean isDoubtful = stood || wasAlone;
        cluster.update(told, isDoubtful && reigns.isLeading() ? Claim.ALONE : shownClaim(), times.nanoTime.getAsLong());
        wasAlone = told.isEmpty() && !cluster.others().isEmpty();
        Optional<Server> best = Election.elect(cluster.servers());
        if (best.isPresent() && !best.get().url().equals(cluster.self())) {
            follow(best.get());
        } else if (best.isPresent()) {
            chosen = null;
        }
        return best;
    }

    private void follow(Server best) {
        String url = best.url();
        yieldedTo = null;
        yielded = null;
        reigns.stepDown();
        cluster.claim(null);
        if (!url.equals(chosen)) {
            LOG.info("following {}", url);
            following.cancel(); // from whoever was followed before
        }
        chosen = url;
        leader = best.claim() == null ? null : url;
    }

    /** Leads, unless it is too early, somebody is about to, or somebody has gone further and can be asked for it. */
    private void leadUnlessBehind() {
        boolean isEarly = rounds.get() == 0 && !cluster.others().isEmpty();
        if (reigns.isLeading() || isEarly || isYielding()) {
            return;
        }
        Optional<Server> further = cluster.furthest(reigns.version());
        if (further.isPresent()
                && !following.equalise(further.get().url(), further.get().told())) {
            if (behindRounds++ < ROUNDS_BEHIND) {
                return;
            }
            LOG.warn(
                    "leading without what {} holds, which cannot be fetched",
                    further.get().url());
        }
        lead(Claim.ELECTED);
    }

    /** Whether another node is about to take over, on this node's word; it may fail to. */
    private synchronized boolean isYielding() {
        String other = yieldedTo;
        boolean isAlive = other != null
                && cluster.find(other).map(Server::status).orElse(false)
                && yieldedRounds++ < ROUNDS_YIELDED;
        if (!isAlive) {
            yieldedTo = null;
        }
        return isAlive;
    }

    private synchronized void lead(Claim how) {
        if (isStopping) {
            throw HashNode.stopping();
        }
        reigns.takeOver(how);
        yielded = null;
        cluster.claim(how);
        chosen = null;
        leader = null;
        behindRounds = 0;
        roundNanos = times.nanoTime.getAsLong();
        isEqual = true;
    }

    /** Looks what the leader holds, and takes it over where it differs. On the thread hash-sync. */
    private void compare() {
        String followed = chosen;
        long begun = times.nanoTime.getAsLong();
        if (followed == null || reigns.isLeading() || begun - notBeforeNanos < 0 && notBeforeNanos != 0) {
            return;
        }
        Reported told;
        try {
            told = peers.info(followed).toCompletableFuture().join();
        } catch (RuntimeException away) { // the next round says what that means
            LOG.debug("{} did not answer", followed, away);
            return;
        }
        cluster.heard(followed, told, begun);
        if (told.claim() != null && followed.equals(chosen)) {
            leader = followed;
            if (following.equalise(followed, told)) {
                equalNanos = begun;
                isEqual = true;
            }
            long took = times.nanoTime.getAsLong() - begun;
            notBeforeNanos = begun + took + Math.min(took, MOST_PAUSE.toNanos());
        }
    }

    /**
     * Makes this node the leader by somebody's wish, with all that the leader of now holds. Fails with {@code Unavailable}
     * (NOT_READY) where this node cannot come to hold that, with {@code Indeterminate} where that takes longer than 5 s.
     */
    CompletionStage<Void> claim() {
        return threads.claim(this::claimOnceLookedRound);
    }

    private void claimOnceLookedRound() {
        if (rounds.get() == 0) {
            throw Takeover.behind("it has not asked the other nodes yet");
        }
        takeover.run();
    }

    /** Leads no longer, since that other node is about to; until it does, others are told that this one does. */
    CompletionStage<Void> yieldTo(String other) {
        return threads.yieldOnce(() -> makeWay(other));
    }

    private synchronized void makeWay(String other) {
        if (reigns.isLeading()) {
            yielded = Claim.ELECTED; // so that the other one, which was asked to lead, comes first
            yieldedTo = other;
            yieldedRounds = 0;
            reigns.stepDown();
        }
    }

    /** Asks all others at once, rather than when it is time; completes when what follows from it is done. */
    CompletionStage<Void> lookNow() {
        return threads.onHealth(this::look);
    }
}
