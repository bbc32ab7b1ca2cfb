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
 * <p>Once born, the port expects the founders under the ids that they had, until the state knows better. Asking is done
 * by one thread of its own.
 */
public final class ClusterBirth implements AutoCloseable {

    static final int FORCE_PATIENCE_MILLIS = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterBirth.class);
    private static final long PAUSE_MILLIS = 200;
    private static final long PAUSE_WHEN_ALL_ARE_THERE_MILLIS = 20;
    private static final long REMIND_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CHANGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DataDirectory directory;
    private final NodePort port;
    private final List<Address> members;
    private final boolean forced;
    private final CompletableFuture<Founding> founding = new CompletableFuture<>();
    private volatile SortedMap<String, String> heard = new TreeMap<>();
    private volatile @Nullable String waitsFor;
    private @Nullable String logged;
    private long loggedAt;
    private @Nullable Thread thread;

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
        if (thread != null || founding.isDone()) {
            return founding;
        }
        port.answerBirth(this::report);
        Optional<Founding> before = directory.founding();
        if (before.isPresent()) {
            complete(before.get());
        } else if (members.isEmpty()) {
            found(new Founding(Map.of(directory.peer(), directory.nodeId())));
        } else {
            Thread asking = new Thread(this::ask, "cluster-birth-" + directory.peer());
            asking.setDaemon(true);
            thread = asking;
            asking.start();
        }
        return founding;
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

    private void ask() {
        BirthCall call = new BirthCall(directory.peer(), directory.nodeId());
        long begin = System.nanoTime();
        try {
            while (!founding.isDone()) {
                BirthRound round = round(call);
                boolean forcedNow =
                        forced && System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(FORCE_PATIENCE_MILLIS);
                BirthRound.Decision decision = round.decide(forcedNow);
                if (decision instanceof BirthRound.Decision.Found found) {
                    found(found.founding());
                } else if (decision instanceof BirthRound.Decision.Wait wait) {
                    waitFor(wait.why(), round);
                }
            }
        } catch (InterruptedException e) { // by close(), which has cancelled the future
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the edge of the thread: whoever waits must hear of it
            founding.completeExceptionally(e);
        }
    }

    private BirthRound round(BirthCall call) throws InterruptedException {
        SortedMap<String, BirthAnswer> answers = new TreeMap<>();
        for (Address member : members) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (!member.toString().equals(directory.peer())) {
                answers.put(member.toString(), call.ask(member));
            }
        }
        BirthRound round = new BirthRound(directory.peer(), directory.nodeId(), answers);
        heard = round.heard();
        return round;
    }

    private void waitFor(String why, BirthRound round) throws InterruptedException {
        waitsFor = why;
        long now = System.nanoTime();
        if (logged == null || now - loggedAt >= (why.equals(logged) ? REMIND_NANOS : CHANGE_NANOS)) {
            LOG.info("not born yet: {}", why);
            logged = why;
            loggedAt = now;
        }
        boolean allAreThere = !round.heard().containsValue("");
        TimeUnit.MILLISECONDS.sleep(allAreThere ? PAUSE_WHEN_ALL_ARE_THERE_MILLIS : PAUSE_MILLIS);
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
        port.expect(founders.nodeIdByPeer());
        founding.complete(founders);
    }

    /** Stops asking. The port goes on answering what the directory says. */
    @Override
    public void close() {
        Thread asking;
        synchronized (this) {
            founding.cancel(false);
            asking = thread;
        }
        if (asking != null) {
            asking.interrupt();
            try {
                asking.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
