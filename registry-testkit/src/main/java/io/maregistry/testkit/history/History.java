package io.maregistry.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Records operations of any number of threads in the order in which they begin and end. */
public final class History {

    private final AtomicLong order = new AtomicLong();
    private final List<Operation> operations = new ArrayList<>(); // guarded by itself

    /** Notes that a call leaves now; gives what to tell once it has returned. */
    public long begin() {
        return order.incrementAndGet();
    }

    /** Notes that the call that began then has returned now. */
    public void end(Operation.Kind kind, long argument, long begin) {
        add(new Operation(kind, argument, begin, order.incrementAndGet()));
    }

    /** Notes that nobody knows what came of the write that began then. */
    public void unknown(Operation.Kind kind, long argument, long begin) {
        add(new Operation(kind, argument, begin, Operation.NEVER));
    }

    /** All operations so far. */
    public List<Operation> operations() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    private void add(Operation operation) {
        synchronized (operations) {
            operations.add(operation);
        }
    }
}
