package io.maregistry.client.internal.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls run at once that a node is kept busy, and no more: a program that registers thousands of instances at
 * once would else let its own calls wait in connections until their time is over. The others wait here, and their time
 * begins when they leave. Any thread.
 */
final class Gate {

    private static final int MOST_RUNNING = 256;
    private static final int MOST_WAITING = 50_000;

    @GuardedBy("this")
    private final Set<RoutedCall<?, ?>> running = new HashSet<>();

    @GuardedBy("this")
    private final Deque<RoutedCall<?, ?>> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean isClosed;

    /** Runs the call when its turn comes. */
    void run(RoutedCall<?, ?> call) {
        RegistryException refusal = enter(call);
        if (refusal != null) {
            call.result().completeExceptionally(refusal);
            return;
        }
        RoutedCall<?, ?> next = next();
        if (next != null) {
            begin(next);
        }
    }

    private synchronized @Nullable RegistryException enter(RoutedCall<?, ?> call) {
        if (isClosed) {
            return closed();
        }
        if (waiting.size() >= MOST_WAITING) {
            return new RegistryException.Overloaded(MOST_WAITING + " calls wait already", 1);
        }
        waiting.add(call);
        return null;
    }

    private synchronized @Nullable RoutedCall<?, ?> next() {
        RoutedCall<?, ?> next = running.size() < MOST_RUNNING ? waiting.poll() : null;
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    private void begin(RoutedCall<?, ?> call) {
        var unused = call.result().whenComplete((done, failure) -> left(call));
        call.begin();
    }

    private void left(RoutedCall<?, ?> call) {
        synchronized (this) {
            running.remove(call);
        }
        RoutedCall<?, ?> next = next();
        if (next != null) {
            begin(next);
        }
    }

    /** Calls that run or wait fail, and those that come later. */
    void close() {
        List<RoutedCall<?, ?>> all;
        synchronized (this) {
            isClosed = true;
            all = new ArrayList<>(running);
            all.addAll(waiting);
            waiting.clear();
        }
        all.forEach(call -> call.result().completeExceptionally(closed()));
    }

    private static RegistryException closed() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "the client is closed");
    }
}
