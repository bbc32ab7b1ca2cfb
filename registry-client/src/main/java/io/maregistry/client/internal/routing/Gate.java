package io.maregistry.client.internal.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls run at once that a node is kept busy, and no more: a program that registers thousands of instances at
 * once would else let its own calls wait in connections until their time is over. The others wait here, as long as their
 * time lasts. What takes instances off the list overtakes, and has places of its own: who leaves is in a hurry. Any thread.
 */
final class Gate {

    private static final int MOST_RUNNING = 256;
    private static final int MOST_RUNNING_WITH_URGENT = MOST_RUNNING + 64;
    private static final int MOST_WAITING = 50_000;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Scheduler scheduler;

    @GuardedBy("this")
    private final Set<RoutedCall<?, ?>> running = new HashSet<>();

    @GuardedBy("this")
    private final Deque<RoutedCall<?, ?>> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private final Deque<RoutedCall<?, ?>> urgent = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean isLooking;

    @GuardedBy("this")
    private boolean isClosing; // what is urgent runs still

    @GuardedBy("this")
    private boolean isClosed;

    Gate(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Runs the call when its turn comes. */
    void run(RoutedCall<?, ?> call) {
        RegistryException refusal = enter(call);
        if (refusal == null) {
            start(next());
            lookAtThoseThatWait();
        } else {
            call.result().completeExceptionally(refusal);
        }
    }

    private synchronized @Nullable RegistryException enter(RoutedCall<?, ?> call) {
        if (isClosed || isClosing && !call.isUrgent()) {
            return closed();
        }
        Deque<RoutedCall<?, ?>> queue = call.isUrgent() ? urgent : waiting;
        if (queue.size() >= MOST_WAITING) {
            return new RegistryException.Overloaded(MOST_WAITING + " calls wait already", 1);
        }
        queue.add(call);
        return null;
    }

    private synchronized @Nullable RoutedCall<?, ?> next() {
        RoutedCall<?, ?> next = running.size() < MOST_RUNNING_WITH_URGENT ? urgent.poll() : null;
        if (next == null && running.size() < MOST_RUNNING) {
            next = waiting.poll();
        }
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    /** A call that is done at once makes room for the next one: a loop, as thousands may wait. */
    private void start(@Nullable RoutedCall<?, ?> first) {
        RoutedCall<?, ?> call = first;
        while (call != null) {
            RoutedCall<?, ?> begun = call;
            begun.begin();
            if (begun.result().isDone()) {
                call = leave(begun);
            } else {
                var unused = begun.result().whenComplete((done, failure) -> start(leave(begun)));
                call = null;
            }
        }
    }

    private synchronized @Nullable RoutedCall<?, ?> leave(RoutedCall<?, ?> call) {
        running.remove(call);
        return next();
    }

    private void lookAtThoseThatWait() {
        synchronized (this) {
            if (isLooking || waiting.isEmpty() && urgent.isEmpty()) {
                return;
            }
            isLooking = true;
        }
        scheduler.after(LOOK_EVERY_NANOS, this::look);
    }

    private void look() {
        List<RoutedCall<?, ?>> late = new ArrayList<>();
        synchronized (this) {
            isLooking = false;
            takeLate(waiting, late);
            takeLate(urgent, late);
        }
        late.forEach(RoutedCall::giveUp);
        lookAtThoseThatWait();
    }

    private static void takeLate(Deque<RoutedCall<?, ?>> queue, List<RoutedCall<?, ?>> late) {
        Iterator<RoutedCall<?, ?>> all = queue.iterator();
        while (all.hasNext()) {
            RoutedCall<?, ?> call = all.next();
            if (call.leftNanos() <= 0) {
                all.remove();
                late.add(call);
            }
        }
    }

    /** Calls that wait fail, and those that come later; but for what is urgent. */
    void beginClose() {
        List<RoutedCall<?, ?>> all;
        synchronized (this) {
            isClosing = true;
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        fail(all);
    }

    /** Calls that run or wait fail, and those that come later. */
    void close() {
        List<RoutedCall<?, ?>> all;
        synchronized (this) {
            isClosed = true;
            all = new ArrayList<>(running);
            all.addAll(waiting);
            all.addAll(urgent);
            waiting.clear();
            urgent.clear();
        }
        fail(all);
    }

    private static void fail(List<RoutedCall<?, ?>> calls) {
        calls.forEach(call -> call.result().completeExceptionally(closed()));
    }

    private static RegistryException closed() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "the client is closed");
    }
}
