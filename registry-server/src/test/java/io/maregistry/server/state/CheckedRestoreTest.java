package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What checks found, on its way through documents. */
class CheckedRestoreTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final HealthCheck CHECK =
            new HealthCheck(HealthCheck.Type.TCP, 8080, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 60_000);
    private static final Content CONTENT = new Content(
            Parameters.empty(),
            Content.NORMAL_WEIGHT,
            Content.PLAIN.lease(),
            Content.NO_GENERATION,
            null,
            CHECK,
            Release.NONE);
    private static final CheckState FOUND = new CheckState(CheckState.Verdict.FAILING, 9_000, 77, "refused", 3);

    private final RegistryState state = new RegistryState();
    private long index;

    @BeforeEach
    void letTheClockRun() {
        for (int second = 0; second < 100; second++) {
            apply(new Tick(1_000, List.of(), List.of()));
        }
    }

    @Test
    void verdictHoldsSinceTheRestoreOnTheClockAndAsTheDocumentSaysOnTheWall() {
        restore(false, staged(FOUND));

        assertThat(only().checkState()).isEqualTo(FOUND.since(100_000));
        assertThat(only().ownStatus()).isEqualTo(Status.ERROR);
        tell();
        assertThat(only().ownStatus()).isEqualTo(Status.ERROR); // its minute begins anew
        for (int second = 0; second < 60; second++) {
            apply(new Tick(1_000, List.of(), List.of()));
        }
        tell();
        assertThat(Objects.requireNonNull(state.root().service(SERVICE)).size()).isZero();
    }

    @Test
    void documentThatSaysTheSameAtAnotherTimeOfItsClockChangesNothing() {
        restore(false, staged(FOUND));

        assertThat(restore(false, staged(FOUND.since(5)))).isFalse();
        CheckState other = new CheckState(CheckState.Verdict.FAILING, 9_000, 77, "timed out", 3);
        assertThat(restore(false, staged(other))).isTrue();
        assertThat(Objects.requireNonNull(only().checkState()).evidence()).isEqualTo("timed out");
    }

    @Test
    void mergeKeepsWhatOursSay() {
        restore(false, staged(FOUND));

        restore(true, ServiceName.of("c.D"), staged(null));

        assertThat(only().checkState()).isEqualTo(FOUND.since(100_000));
    }

    @Test
    void plainDocumentLeavesWhatIsKnownOfItsInstances() {
        restore(false, staged(FOUND));
        Content told = Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev")));

        apply(new RestoreBegin("r", "0".repeat(64), true, false, RestoreBegin.ANY_REVISION));
        chunkAndCommit(SERVICE, new StagedInstance(ID, told, Operator.NONE, Status.RUNNING, 0, 0, 0));

        assertThat(only().content().parameters()).isEqualTo(told.parameters());
        assertThat(only().isFailing()).isTrue();
        assertThat(only().ownStatus()).isEqualTo(Status.ERROR);
    }

    private static StagedInstance staged(@Nullable CheckState found) {
        return new StagedInstance(ID, CONTENT, Operator.NONE, Status.ERROR, 1, 0, 0, null, found, Metrics.NONE);
    }

    private boolean restore(boolean merge, StagedInstance instance) {
        return restore(merge, SERVICE, instance);
    }

    /** Whether it changed anything. */
    private boolean restore(boolean merge, ServiceName service, StagedInstance instance) {
        apply(new RestoreBegin("r", "0".repeat(64), false, merge, RestoreBegin.ANY_REVISION));
        return chunkAndCommit(service, instance);
    }

    private boolean chunkAndCommit(ServiceName service, StagedInstance instance) {
        apply(new RestoreChunk(
                "r", 0, List.of(new StagedService(service, StagedService.NO_VERSION, List.of(instance)))));
        Outcome.Restored restored = (Outcome.Restored) apply(new RestoreCommit("r", 1, 1, 1));
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
        return restored.changed();
    }

    private void tell() {
        long handle = Objects.requireNonNull(
                        Objects.requireNonNull(state.root().service(SERVICE)).find(ID))
                .handle();
        apply(new CheckVerdicts(
                List.of(new CheckVerdicts.Found(handle, CHECK, CheckState.Verdict.FAILING, "refused", 3))));
    }

    private Instance only() {
        return Objects.requireNonNull(
                        Objects.requireNonNull(state.root().service(SERVICE)).find(ID))
                .instance();
    }

    private Outcome apply(Command command) {
        index++;
        return state.apply(index, 1, new Entry(index, List.of(command)))
                .outcomes()
                .get(0);
    }
}
