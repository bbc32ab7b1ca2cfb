package io.maregistry.server.check;

import io.maregistry.model.Instance;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.state.CheckVerdicts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Active checks of one node: it asks its share of the instances that have a check, and what it finds becomes commands. A
 * thread named {@code check-plan} looks every {@value #STEP_MILLIS} ms who is to be asked and by whom, and tells what was
 * found; {@link ActiveChecks} asks. Any thread.
 */
public final class Checks implements AutoCloseable {

    private static final long STEP_MILLIS = 200;

    private final CheckedInstances instances;
    private final Plan plan;
    private final Verdicts verdicts;
    private final ActiveChecks asking;
    private final PacedThread thread;
    private volatile int followed;

    /**
     * Asks nobody yet; listens to what is applied from now on, so it is made before anything is.
     *
     * @param nanoTime monotonic
     * @param concurrency how many probes are under way at once, at most
     * @param broken is told of an {@link Error}, after which this node should stop
     */
    public Checks(
            Replication replication,
            Probing probing,
            LongSupplier nanoTime,
            int concurrency,
            MeterRegistry meters,
            Consumer<Throwable> broken) {
        this.instances = new CheckedInstances(replication);
        replication.listen(instances);
        this.plan = new Plan(instances, new Askers(replication), nanoTime);
        this.verdicts = new Verdicts(replication, nanoTime);
        this.asking = new ActiveChecks(
                new CountedProbing(probing, nanoTime, meters), verdicts, nanoTime, concurrency, broken);
        this.thread = new PacedThread("check-plan", STEP_MILLIS, this::step, broken);
        Gauge.builder("maregistry.checks.instances", this, checks -> checks.followed)
                .description("instances that this node asks")
                .register(meters);
    }

    /** Begins; a second call and one after {@link #close} do nothing. */
    public void start() {
        asking.start();
        thread.start();
    }

    private void step() {
        List<Checked> next = plan.next();
        if (next != null) {
            followed = next.size();
            asking.follow(next);
        }
        if (plan.asks()) {
            verdicts.tell(this::isNews);
        } else {
            verdicts.forget();
        }
    }

    /** Of an instance that is not known here, another node may know. */
    private boolean isNews(CheckVerdicts.Found found) {
        Instance known = instances.find(found.handle());
        return known == null || found.isNewsOf(known);
    }

    /** Asks nobody and tells nothing any more. */
    @Override
    public void close() {
        asking.close();
        thread.close();
    }
}
