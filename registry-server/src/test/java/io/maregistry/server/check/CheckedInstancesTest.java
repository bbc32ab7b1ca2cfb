package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Listed;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckedInstancesTest {

    private final InMemoryReplication registry = InMemoryReplication.born();
    private final CheckedInstances instances = new CheckedInstances(registry);

    private List<Long> handles() {
        return instances.all().map(Listed::handle).toList();
    }

    private void listen() {
        registry.listen(instances);
        assertThat(instances.takeIn()).as("what was there before").isTrue();
    }

    @Test
    void thoseThatWereThereAlreadyAreFound() {
        Registered.put(registry, "a.A", "h1", null);
        long checked = Registered.put(registry, "a.A", "h2", Registered.CHECK);
        listen();

        assertThat(handles()).containsExactly(checked);
    }

    @Test
    void thoseThatComeAndGoAreFollowed() {
        listen();
        long first = Registered.put(registry, "a.A", "h1", Registered.CHECK);
        long second = Registered.put(registry, "b.B", "h2", Registered.CHECK);
        assertThat(instances.takeIn()).isTrue();
        assertThat(handles()).containsExactlyInAnyOrder(first, second);
        assertThat(instances.find(first)).isNotNull();

        Registered.remove(registry, "a.A", "h1");
        assertThat(instances.takeIn()).isTrue();
        assertThat(handles()).containsExactly(second);
        assertThat(instances.find(first)).isNull();
    }

    @Test
    void oneOfThemIsFoundAsItIsNow() {
        listen();
        long handle = Registered.put(registry, "a.A", "h1", Registered.CHECK);
        instances.takeIn();
        registry.apply(new CheckVerdicts(List.of(
                new CheckVerdicts.Found(handle, Registered.CHECK, CheckState.Verdict.FAILING, "of the test", 1))));

        assertThat(Objects.requireNonNull(instances.find(handle)).checkState()).isNotNull();
    }

    @Test
    void checkThatIsTakenBackOrChangedIsNoticed() {
        listen();
        long handle = Registered.put(registry, "a.A", "h1", Registered.CHECK);
        instances.takeIn();
        Registered.put(registry, "a.A", "h1", null);
        assertThat(instances.takeIn()).isTrue();
        assertThat(handles()).isEmpty();

        Registered.put(registry, "a.A", "h1", Registered.CHECK);
        instances.takeIn();
        assertThat(handles()).containsExactly(handle);
    }

    @Test
    void whatHasNoCheckDoesNotMoveThem() {
        listen();
        Registered.put(registry, "a.A", "h1", null);
        Registered.remove(registry, "a.A", "h1");

        assertThat(instances.takeIn()).isFalse();
    }

    @Test
    void serviceWithoutAnyIsForgotten() {
        listen();
        Registered.put(registry, "a.A", "h1", Registered.CHECK);
        instances.takeIn();
        Registered.remove(registry, "a.A", "h1");
        instances.takeIn();
        Registered.put(registry, "a.A", "h2", null);

        assertThat(instances.takeIn()).isFalse();
    }

    @Test
    void restoreHasEverythingReadAnew() {
        listen();
        long handle = Registered.put(registry, "a.A", "h1", Registered.CHECK);
        instances.applied(registry.root(), List.of(), true);

        assertThat(instances.takeIn()).isTrue();
        assertThat(handles()).containsExactly(handle);
    }

    @Test
    void servicesThatWereReplacedAreReadAnew() {
        long handle = Registered.put(registry, "a.A", "h1", null);
        listen();
        assertThat(handles()).isEmpty();
        instances.replaced(
                registry.root(), new Differing(Set.of(ServiceName.of("a.A"), ServiceName.of("gone.G")), Set.of()));

        assertThat(instances.takeIn()).isTrue();
        assertThat(instances.find(handle)).isNull();
        assertThat(instances.takeIn()).isFalse();
    }
}
