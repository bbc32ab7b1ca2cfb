package io.maregistry.server.raft;

import io.maregistry.proto.v1.BirthReport;
import io.maregistry.server.config.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a data directory from empty to born before any Raft node starts on it, and answers the other members that ask
 * how this one stands, for as long as the node port is open.
 *
 * <p>A born directory goes on as it was founded. An empty one of a lone node founds at once. An empty one with members asks
 * them round after round until {@link BirthRound} decides; a node that was wiped or is new to a born cluster waits for
 * ever, and asks on. {@code raft.bootstrap=force} gives the others {@value #FORCE_PATIENCE_MILLIS} ms and then founds with
 * those that answered; it is for the first start of a cluster of which some machines are missing. On a directory that was
 * wiped it is as dangerous as voting twice: nothing here can tell.
 *
 * <p>Once born, the port expects the founders under the ids that they had, until the state knows better. A node that was
 * born before asks all the same, beside its Raft node, whether the others are of its cluster: peers of another one would
 * refuse it without its ever knowing why. Asking is done by one thread of its own.
 */
public final class ClusterBirth implements AutoCloseable {

    static final int FORCE_PATIENCE_MILLIS = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterBirth.class);
    private static final long PAUSE_MILLIS = 200;
    private static final long PAUSE_WHEN_BORN_MILLIS = 1000;
    private static final long PAUSE_WHEN_ALL_ARE_THERE_MILLIS = 20;
    private static final long REMIND_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CHANGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DataDirectory directory;
    private final NodePort port;
    private final List<Address> members;
    private final boolean forced;
    private final BirthCall call;
    private final ScheduledThreadPoolExecutor asking;
    private final CompletableFuture<Founding> founding = new CompletableFuture<>();
    private final CompletableFuture<Void> kinship = new CompletableFuture<>();
    private volatile SortedMap<String, String> heard = new TreeMap<>();
    private volatile @Nullable String waitsFor;
    private boolean started; // guarded by this
    private long beganAt; // set before the asking thread starts
    private @Nullable String logged; // the asking thread's
    private long loggedAt; // the asking thread's

    /**
     * A birth that has not begun.
     *
     * @param directory of this node; its peer must be among the members where there are any
     * @param port open, with this node's identity
     * @param members all founders' node addresses, this node's included; empty = a lone node
     * @param forced whether to be born although somebody is silent
     */
    public ClusterBirth(DataDirectory directory, NodePort port, List<Address> members, boolean forced) {
        this.directory = directory;
        this.port = port;
        this.members = List.copyOf(members);
        this.forced = forced;
        this.call = new BirthCall(directory.peer(), directory.nodeId());
        this.asking = new ScheduledThreadPoolExecutor(1, this::thread, new ThreadPoolExecutor.DiscardPolicy());
        asking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        members.forEach(member -> heard.put(member.toString(), "")); // so that they can be compared from the first
        if (!members.isEmpty()
                && members.stream().noneMatch(each -> each.toString().equals(directory.peer()))) {
            throw new IllegalArgumentException(directory.peer() + " is none of the members " + members);
        }
    }

    /**
     * Begins; asked again, gives the same. Completes with how the cluster was born once that is on disk, then the Raft
     * node may start; is cancelled by {@link #close()}, fails with {@link DataDirectoryException} where the disk does.
     */
    public synchronized CompletionStage<Founding> start() {
        if (started || founding.isDone()) {
            return founding;
        }
        started = true;
        beganAt = System.nanoTime();
        port.answerBirth(this::report);
        Optional<Founding> before = directory.founding();
        if (before.isPresent()) {
            complete(before.get());
            if (!members.isEmpty()) {
                later(this::compareOnce, 0);
            }
        } else if (members.isEmpty()) {
            found(new Founding(Map.of(directory.peer(), directory.nodeId())));
        } else {
            later(this::askOnce, 0);
        }
        return founding;
    }

    /**
     * Fails with {@link DataDirectoryException} where a node that was born before finds the others to be of another cluster:
     * it must not go on. Completes when one of its own cluster is found; until somebody tells it does neither.
     */
    public CompletionStage<Void> kinship() {
        return kinship;
    }

    /** What the node waits for, one line for people; empty where it waits for nothing. Any thread. */
    public Optional<String> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    private BirthReport report() {
        Optional<Founding> born = directory.founding();
        return BirthAnswer.report(
                directory.peer(),
                directory.nodeId(),
                directory.clusterId(),
                born.isPresent(),
                born.isPresent() ? born.get().founders() : heard);
    }

    private void askOnce() {
        if (founding.isDone()) {
            return;
        }
        try {
            BirthRound round = round();
            long patience = TimeUnit.MILLISECONDS.toNanos(FORCE_PATIENCE_MILLIS);
            BirthRound.Decision decision = round.decide(forced && System.nanoTime() - beganAt >= patience);
            if (decision instanceof BirthRound.Decision.Found found) {
                found(found.founding());
                asking.shutdown();
            } else if (decision instanceof BirthRound.Decision.Wait wait) {
                waitFor(wait.why());
                boolean allAreThere = !round.heard().containsValue("");
                later(this::askOnce, allAreThere ? PAUSE_WHEN_ALL_ARE_THERE_MILLIS : PAUSE_MILLIS);
            }
        } catch (RuntimeException e) { // the edge of the thread: whoever waits must hear of it
            founding.completeExceptionally(e);
        }
    }

    private void compareOnce() {
        try {
            BirthRound round = round();
            String clusterId = directory.clusterId();
            switch (round.kinship(clusterId)) {
                case OURS -> {
                    kinship.complete(null);
                    asking.shutdown();
                }
                case FOREIGN ->
                    kinship.completeExceptionally(DataDirectoryException.unusable(directory + " belongs to cluster "
                            + clusterId + ", the others do not: " + round.clusters()));
                case UNKNOWN -> later(this::compareOnce, PAUSE_WHEN_BORN_MILLIS);
            }
        } catch (RuntimeException e) { // the edge of the thread: whoever waits must hear of it
            kinship.completeExceptionally(e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells its failures by itself
    private void later(Runnable work, long delayMillis) {
        asking.schedule(work, delayMillis, TimeUnit.MILLISECONDS);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "cluster-birth-" + directory.peer());
        thread.setDaemon(true);
        return thread;
    }

    /** Asks all others, unless asking ends meanwhile. */
    private BirthRound round() {
        SortedMap<String, BirthAnswer> answers = new TreeMap<>();
        for (Address member : members) {
            if (!member.toString().equals(directory.peer())) {
                BirthAnswer answer = asking.isShutdown() ? new BirthAnswer.Silent("not asked") : call.ask(member);
                answers.put(member.toString(), answer);
            }
        }
        BirthRound round = new BirthRound(directory.peer(), directory.nodeId(), answers);
        heard = round.heard();
        return round;
    }

    private void waitFor(String why) {
        waitsFor = why;
        long now = System.nanoTime();
        if (logged == null || now - loggedAt >= (why.equals(logged) ? REMIND_NANOS : CHANGE_NANOS)) {
            LOG.info("not born yet: {}", why);
            logged = why;
            loggedAt = now;
        }
    }

    private synchronized void found(Founding founders) {
        if (founding.isDone()) {
            return;
        }
        directory.found(founders);
        LOG.info("born as one of the founders {}", founders.founders());
        complete(founders);
    }

    private void complete(Founding founders) {
        waitsFor = null;
        port.expect(founders.founders());
        founding.complete(founders);
    }

    /** Stops asking. The port goes on answering what the directory says. */
    @Override
    public void close() {
        synchronized (this) {
            founding.cancel(false);
        }
        asking.shutdownNow();
        try {
            if (!asking.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.debug("still asking a member"); // for a second at most; what it says is not heard any more
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
