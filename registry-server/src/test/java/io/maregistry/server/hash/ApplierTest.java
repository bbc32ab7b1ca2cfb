package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.BeginLineage;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplierTest {

    private static final int SERVICES = 1_000;

    private final RegistryState nothing = new RegistryState();
    private final ExecutorService apply = Executors.newSingleThreadExecutor();
    private final Published published = new Published(nothing.root(), 10, Runnable::run);
    private final List<Throwable> failures = new ArrayList<>();
    private final Told told = new Told();
    private final Applier applier =
            new Applier(nothing, published, new Applier.Threads(apply, apply), () -> 1_000, 10, failures::add);

    /** What a listener hears. */
    private static final class Told implements Replica.Listener {
        private final List<Set<ServiceName>> changed = new ArrayList<>();
        private int restored;
        private int ticks;
        private boolean isBroken;

        @Override
        public void applied(Root root, List<Change> changes, boolean isRestored) {
            restored += isRestored ? 1 : 0;
            ticks += isRestored ? 0 : 1;
        }

        @Override
        public void replaced(Root root, Differing differing) {
            if (isBroken) {
                throw new IllegalStateException("a listener that is broken");
            }
            changed.add(differing.services());
        }
    }

    @AfterEach
    void stop() {
        applier.close();
    }

    @Test
    void stateOfTheSameLineageTellsWhatChangedAndKeepsTheRest() {
        published.listen(told);
        replaceBy(state(1, SERVICES));
        Root before = published.root();

        replaceBy(state(1, SERVICES + 1));

        assertThat(told.restored).isEqualTo(1);
        assertThat(told.changed).containsExactly(Set.of(service(0)));
        for (int number = 1; number < SERVICES; number++) {
            assertThat(published.root().service(service(number))).isSameAs(before.service(service(number)));
        }
    }

    @Test
    void stateOfAnotherLineageTellsThatAllWasReplacedAndKeepsEqualListsAllTheSame() {
        published.listen(told);
        replaceBy(state(1, SERVICES));
        Root before = published.root();

        replaceBy(state(2, SERVICES + 1));

        assertThat(told.restored).isEqualTo(2);
        assertThat(told.changed).isEmpty();
        assertThat(list(published.root())).isNotEmpty().isSameAs(list(before));
    }

    @Test
    void stateThatDiffersInRenewalsAloneIsToldAsATick() {
        published.listen(told);
        replaceBy(state(1, 3));

        replaceBy(state(1, 3));

        assertThat(told.restored).isEqualTo(1);
        assertThat(told.ticks).isEqualTo(1);
        assertThat(told.changed).isEmpty();
    }

    @Test
    void listenerThatFailsEndsTheNodeSinceOthersWereToldAlready() {
        replaceBy(state(1, 1));
        published.listen(told);
        told.isBroken = true;

        assertThatThrownBy(() -> replaceBy(state(1, 2))).hasRootCauseMessage("a listener that is broken");

        assertThat(failures).singleElement().isInstanceOf(RegistryException.Corrupted.class);
    }

    @Test
    void nothingIsReplacedWhileThisNodeLeads() {
        replaceBy(state(1, 1));
        applier.begin(1, () -> List.of(new BeginLineage(9)))
                .toCompletableFuture()
                .join();

        assertThat(applier.replace(state(1, 2)).toCompletableFuture().join()).isFalse();

        assertThat(published.root().sizes().instances()).isEqualTo(1);
        assertThat(published.root().scalars().lineage()).isEqualTo(9);
    }

    private void replaceBy(RegistryState state) {
        assertThat(applier.replace(state).toCompletableFuture().join()).isTrue();
    }

    private static RegistryState state(long lineage, int instances) {
        RegistryState state = new RegistryState();
        state.apply(1, 0, new Entry(5, List.of(new Birth("00", lineage))));
        for (int number = 0; number < instances; number++) {
            InstanceId id = new InstanceId("http", "10.0.0.1", 1 + number, "x");
            Register register = new Register(null, service(number % SERVICES), id, Content.PLAIN, true);
            state.apply(2 + number, 0, new Entry(5, List.of(register)));
        }
        return state;
    }

    private static Iterable<Listed> list(Root root) {
        ServiceView view = root.service(service(1));
        return view == null ? List.of() : view.instances();
    }

    private static ServiceName service(int number) {
        return ServiceName.of("s.N" + number);
    }
}
