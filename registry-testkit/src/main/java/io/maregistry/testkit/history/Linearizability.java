package io.maregistry.testkit.history;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of the operations in which each has the outcome that it had, and none comes before one that had
 * returned before it was called. The search is that of Wing and Gong with Lowe's memory of what was tried: a set of
 * operations together with the list after them is never looked at twice.
 */
public final class Linearizability {

    private final List<Operation> operations; // in the order in which they were called
    private final Set<Step> tried = new HashSet<>();

    private record Step(BitSet done, long list) {}

    private Linearizability(List<Operation> operations) {
        this.operations = operations.stream()
                .sorted(Comparator.comparingLong(Operation::begin))
                .toList();
    }

    /** Whether the operations have such an order, from an empty list on. */
    public static boolean holds(List<Operation> operations) {
        return new Linearizability(operations).search();
    }

    private boolean search() {
        Deque<Step> open = new ArrayDeque<>();
        open.push(new Step(new BitSet(operations.size()), 0));
        while (!open.isEmpty()) {
            Step step = open.pop();
            if (isExplained(step.done())) {
                return true;
            }
            pushNext(step, open);
        }
        return false;
    }

    /** Whether only such operations are left as may never have taken effect. */
    private boolean isExplained(BitSet done) {
        for (int at = done.nextClearBit(0); at < operations.size(); at = done.nextClearBit(at + 1)) {
            if (!operations.get(at).isUnknown()) {
                return false;
            }
        }
        return true;
    }

    /** Every operation that was called before the first return among those that are left may be the next. */
    private void pushNext(Step step, Deque<Step> open) {
        long firstReturn = Operation.NEVER;
        for (int at = step.done().nextClearBit(0);
                at < operations.size() && operations.get(at).begin() < firstReturn;
                at = step.done().nextClearBit(at + 1)) {
            firstReturn = Math.min(firstReturn, operations.get(at).end());
        }
        for (int at = step.done().nextClearBit(0);
                at < operations.size() && operations.get(at).begin() < firstReturn;
                at = step.done().nextClearBit(at + 1)) {
            Operation next = operations.get(at);
            if (next.fits(step.list())) {
                BitSet done = (BitSet) step.done().clone();
                done.set(at);
                Step following = new Step(done, next.applyTo(step.list()));
                if (tried.add(following)) {
                    open.push(following);
                }
            }
        }
    }
}
