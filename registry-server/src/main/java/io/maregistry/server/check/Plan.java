package io.maregistry.server.check;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom this node asks: its share of all that have a check. Who asks is looked at each time, the instances once a second: to
 * read them anew costs something where much moves. One thread.
 */
final class Plan {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CheckedInstances instances;
    private final Askers askers;
    private final LongSupplier nanoTime;
    private long lookedNanos;
    private Optional<Askers.Shift> shift = Optional.empty();

    /** {@code nanoTime} is monotonic. */
    Plan(CheckedInstances instances, Askers askers, LongSupplier nanoTime) {
        this.instances = instances;
        this.askers = askers;
        this.nanoTime = nanoTime;
    }

    /** The plan where it may be another one than it was; null where nothing has moved. */
    @Nullable
    List<Checked> next() {
        Optional<Askers.Shift> now = askers.now();
        boolean hasMoved = !now.equals(shift);
        shift = now;
        boolean isDue = hasMoved || nanoTime.getAsLong() - lookedNanos >= LOOK_NANOS;
        if (now.isPresent() && isDue) { // who asks nobody need not look
            lookedNanos = nanoTime.getAsLong();
            hasMoved |= instances.takeIn();
        }
        return hasMoved ? shareOf(now) : null;
    }

    /** Whether this node asked anybody when it was looked at last. */
    boolean asks() {
        return shift.isPresent();
    }

    private List<Checked> shareOf(Optional<Askers.Shift> now) {
        if (now.isEmpty()) {
            return List.of();
        }
        Assignment assignment = Assignment.among(now.get().peers());
        List<Checked> share = new ArrayList<>();
        instances.all().forEach(listed -> {
            HealthCheck check = listed.instance().content().check();
            if (check != null && assignment.isOf(now.get().self(), listed.handle())) {
                share.add(checked(listed, check));
            }
        });
        return share;
    }

    private static Checked checked(Listed listed, HealthCheck check) {
        Instance instance = listed.instance();
        return new Checked(listed.handle(), instance.id().host(), check, standing(instance.checkState()));
    }

    private static Verdict standing(@Nullable CheckState known) {
        if (known == null) {
            return Verdict.OPEN;
        }
        return known.isFailing() ? Verdict.FAILING : Verdict.GOOD;
    }
}
