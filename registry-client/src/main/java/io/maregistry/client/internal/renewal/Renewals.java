package io.maregistry.client.internal.renewal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.internal.routing.Backoff;
import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.routing.Scheduler;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All stays of one client. Any thread; nothing blocks. One lock guards all that is known; neither calls are made nor futures
 * completed under it.
 */
public final class Renewals implements AutoCloseable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_IN_A_MESSAGE = 4_096;
    private static final int MOST_BYTES = 512 << 10; // a node takes 1 MiB

    private final RoutedCalls calls;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final Executor listeners;
    private final Returning returning;
    private final Draining draining;

    @GuardedBy("this")
    private final Map<RenewItem, Stay> stays = new HashMap<>();

    @GuardedBy("this")
    private final DueStays due = new DueStays();

    @GuardedBy("this")
    private String clusterId = ""; // as the newest registration says

    @GuardedBy("this")
    private @Nullable RenewalStream stream;

    @GuardedBy("this")
    private int brokenStreams; // since a message was answered

    @GuardedBy("this")
    private long opensAtNanos;

    @GuardedBy("this")
    private boolean isEnding; // nothing is added any more

    @GuardedBy("this")
    private boolean isClosed;

    /**
     * @param nanoTime the clock that {@code scheduler} runs by
     * @param callTimeout for registering again
     * @param listeners runs the calls of listeners, one at a time and in order
     */
    public Renewals(
            RoutedCalls calls,
            Scheduler scheduler,
            LongSupplier nanoTime,
            RandomGenerator random,
            Duration callTimeout,
            Executor listeners) {
        this.calls = calls;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.random = random;
        this.backoff = new Backoff(random);
        this.listeners = listeners;
        this.returning = new Returning(this, calls, callTimeout);
        this.draining = new Draining(calls);
        this.opensAtNanos = nanoTime.getAsLong();
    }

    /** Begins to renew. */
    public void start() {
        scheduler.after(TICK_NANOS, this::everyTick);
    }

    /**
     * What was registered is kept. One with the same name takes the place of the one before; where it is the answer to the
     * earlier of the two that came late, it is over at once.
     *
     * @param reply what the registry said to this item alone
     * @return empty where all are being removed: the caller has to unregister it
     */
    public synchronized Optional<Stay> add(
            RegisterItem item, String id, RegisterReply reply, RegistrationListener listener) {
        if (isEnding) {
            return Optional.empty();
        }
        RenewItem name =
                RenewItem.newBuilder().setService(item.getService()).setId(id).build();
        Stay stay = new Stay(item, name, new Telling(listener, id, listeners));
        Stay before = stays.get(name);
        if (before != null && stay.isBefore(before)) {
            stay.isOver = true;
            return Optional.of(stay);
        }
        stays.put(name, stay);
        if (before != null) {
            before.isOver = true;
        }
        listed(stay, reply, 0);
        return Optional.of(stay);
    }

    /** The stay of that name, if this client keeps one. */
    public synchronized Optional<Stay> find(RenewItem name) {
        return Optional.ofNullable(stays.get(name));
    }

    /** Whether the stay is kept still: not removed, not replaced, not refused. */
    public synchronized boolean isKept(Stay stay) {
        return !stay.isOver;
    }

    /**
     * Takes the calls off the stay, which is listed and renewed still; whether all who watch know it within that time.
     *
     * @param deadline for the whole, that wait included
     */
    public CompletionStage<Boolean> drain(Stay stay, Duration wait, Duration deadline) {
        synchronized (this) {
            if (stay.isOver) {
                return CompletableFuture.completedStage(true); // nobody calls it
            }
            stay.isDrained = true;
        }
        return draining.drain(List.of(stay), wait, deadline);
    }

    /** Ends the stay, has its callers know, and takes it off the list; the result says whether it was there. */
    public CompletionStage<Boolean> remove(Stay stay, Duration deadline) {
        return remove(stay, stay.unregistration(), deadline);
    }

    /** The same, and takes it off the list though somebody else has registered it since. */
    public CompletionStage<Boolean> removeAnybodys(Stay stay, Duration deadline) {
        return remove(stay, stay.unregistration().toBuilder().clearGeneration().build(), deadline);
    }

    private CompletionStage<Boolean> remove(Stay stay, UnregisterItem item, Duration deadline) {
        long begun = nanoTime.getAsLong();
        synchronized (this) {
            if (stay.isOver) {
                return CompletableFuture.completedStage(false);
            }
            forget(stay);
        }
        return returned(List.of(stay), deadline)
                .thenCompose(done -> draining.before(undrained(List.of(stay)), left(deadline, begun)))
                .thenCompose(done -> {
                    takeOff(List.of(stay));
                    return calls.unregister(List.of(item), left(deadline, begun));
                })
                .thenApply(reply ->
                        reply.getResultsCount() > 0 && reply.getResults(0).getRemoved());
    }

    /** Ends all stays, also those that come; done when each request is answered, or has failed. */
    public CompletionStage<Void> removeAll(Duration deadline) {
        long begun = nanoTime.getAsLong();
        List<Stay> quiet = new ArrayList<>();
        List<Stay> underWay = new ArrayList<>();
        synchronized (this) {
            isEnding = true;
            for (Stay stay : stays.values()) {
                stay.isOver = true;
                (stay.again == null ? quiet : underWay).add(stay);
            }
            stays.clear();
        }
        return CompletableFuture.allOf(
                draining.before(undrained(quiet), deadline)
                        .thenCompose(done -> unregister(quiet, left(deadline, begun))),
                returned(underWay, deadline).thenCompose(done -> unregister(underWay, left(deadline, begun))));
    }

    /** Those whose calls nobody has taken off them; they count as drained from now on. */
    private synchronized List<Stay> undrained(List<Stay> some) {
        List<Stay> undrained = some.stream().filter(stay -> !stay.isDrained).toList();
        undrained.forEach(stay -> stay.isDrained = true);
        return undrained;
    }

    /** Done when the registrations of those that are under way have ended, or half of the time is over. */
    private CompletableFuture<Void> returned(List<Stay> some, Duration deadline) {
        CompletableFuture<?>[] again;
        synchronized (this) {
            again = some.stream()
                    .map(stay -> stay.again)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toArray(CompletableFuture<?>[]::new);
        }
        if (again.length == 0) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> returned = new CompletableFuture<>();
        var unused = CompletableFuture.allOf(again).thenRun(() -> returned.complete(null));
        scheduler.after(deadline.toNanos() / 2, () -> returned.complete(null));
        return returned;
    }

    /** Takes those off the list; done when each request is answered, or has failed. Outside of the lock. */
    CompletableFuture<Void> unregister(List<Stay> some, Duration deadline) {
        takeOff(some);
        List<CompletableFuture<UnregisterReply>> asked = new ArrayList<>();
        for (List<Stay> batch : Batch.of(some)) {
            asked.add(calls.unregister(batch.stream().map(Stay::unregistration).toList(), deadline)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
    }

    private synchronized void takeOff(List<Stay> some) {
        some.forEach(stay -> stay.isTakenOff = true);
    }

    private Duration left(Duration deadline, long begunNanos) {
        return deadline.minusNanos(nanoTime.getAsLong() - begunNanos);
    }

    /** How many stays there are. */
    public synchronized int size() {
        return stays.size();
    }

    private void everyTick() {
        boolean goesOn = !isClosed();
        try {
            if (goesOn) {
                tick(nanoTime.getAsLong());
            }
        } finally { // a fault in one tick must not end the renewals of all
            if (goesOn) {
                scheduler.after(TICK_NANOS, this::everyTick);
            }
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** One at a time, outside of the lock: whatever uses a stream or makes a call may run anything. */
    private void tick(long now) {
        RenewalStream stuck = takeStuck(now);
        if (stuck != null) {
            stuck.close();
        }
        RenewalStream opening = takeOpening(now);
        if (opening != null) {
            opening.open(calls);
        }
        RenewalStream open = stream();
        KeepAliveRequest message = open == null ? null : next(open, now);
        while (open != null && message != null) {
            open.send(message);
            message = next(open, now);
        }
        returning.run();
    }

    private synchronized @Nullable RenewalStream takeStuck(long now) {
        RenewalStream open = stream;
        if (open == null || !open.isStuck(now)) {
            return null;
        }
        broken(open.giveUp());
        return open;
    }

    /** The stream that is to be opened now, if it is time to. */
    private synchronized @Nullable RenewalStream takeOpening(long now) {
        if (isClosed || stays.isEmpty() || stream != null || opensAtNanos - now > 0) {
            return null;
        }
        RenewalStream opening = new RenewalStream(this);
        stream = opening;
        return opening;
    }

    private synchronized @Nullable RenewalStream stream() {
        return stream;
    }

    /** The next message for the stream, if something is due and there is room. */
    private synchronized @Nullable KeepAliveRequest next(RenewalStream open, long now) {
        while (open.hasRoom()) {
            List<Stay> batch = due.take(now, AHEAD_NANOS, MOST_IN_A_MESSAGE, MOST_BYTES);
            if (batch.isEmpty()) {
                return null;
            }
            List<Stay> known = known(batch, now);
            if (!known.isEmpty()) {
                return open.message(known, clusterId, now);
            }
        }
        return null;
    }

    /** Those that this cluster knows, as far as we know; they are due again after their interval. */
    @GuardedBy("this")
    private List<Stay> known(List<Stay> batch, long now) {
        List<Stay> known = new ArrayList<>(batch.size());
        for (Stay stay : batch) {
            if (stay.clusterId.equals(clusterId)) {
                known.add(stay);
                due.put(stay, now + stay.everyNanos);
            } else {
                returning.add(stay); // another cluster answers here now
            }
        }
        return known;
    }

    /** A message was answered. */
    synchronized void renewed(List<Stay> unknown) {
        brokenStreams = 0;
        unknown.forEach(returning::add);
    }

    /** The stream is over: what was not answered is due at once. */
    synchronized void broken(List<Stay> unanswered) {
        long now = nanoTime.getAsLong();
        stream = null;
        opensAtNanos = now + backoff.nanos(brokenStreams++);
        for (Stay stay : unanswered) {
            due.put(stay, now);
        }
    }

    /** The registry lists the stay: {@code place} is that of its result. */
    synchronized void listed(Stay stay, RegisterReply reply, int place) {
        stay.handle = reply.getResults(place).getHandle();
        stay.clusterId = reply.getClusterId();
        clusterId = reply.getClusterId();
        stay.everyNanos = TimeUnit.MILLISECONDS.toNanos(reply.getRenewEveryMs());
        stay.failures = 0;
        if (stay.everyNanos > 0 && !stay.isOver) {
            due.put(stay, nanoTime.getAsLong() + random.nextLong(stay.everyNanos) + 1);
        }
    }

    synchronized void forget(Stay stay) {
        stay.isOver = true;
        stays.remove(stay.name(), stay);
    }

    void later(int failures, Runnable what) {
        scheduler.after(backoff.nanos(failures), what);
    }

    /** Ends the stream; nothing is unregistered. */
    @Override
    public void close() {
        RenewalStream open;
        synchronized (this) {
            isClosed = true;
            open = stream;
            stream = null;
            if (open != null) {
                open.giveUp();
            }
        }
        if (open != null) {
            open.close();
        }
    }
}
