package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final RegistryState state = new RegistryState();
    private long index;

    @Test
    void aServiceKeepsItsNewest64Entries() {
        for (int number = 1; number <= 70; number++) {
            apply(register("a.B", number));
        }

        ServiceHistory history = state.root().history(ServiceName.of("a.B"));
        assertThat(history.entries())
                .extracting(HistoryEntry::revision)
                .hasSize(64)
                .startsWith(7L)
                .endsWith(70L);
        assertThat(history.oldest()).isEqualTo(7);
        assertHashHolds();
    }

    @Test
    void ofAChangeOfManyTheLastOnesAreKept() {
        List<Expire.Silent> silent = new ArrayList<>();
        for (int number = 1; number <= 100; number++) {
            apply(register("a.B", number));
            silent.add(new Expire.Silent(number, 0));
        }
        apply(new Configure(new Settings(
                20_000, 0, new Settings.Doubt(Settings.Doubt.NEVER, 1, 1, 0), true, Settings.Limits.DEFAULT)));
        for (int second = 0; second < 20; second++) {
            apply(new Tick(1_000, List.of(), List.of()));
        }
        apply(new Expire(ServiceName.of("a.B"), silent));

        List<HistoryEntry> entries = state.root().history(ServiceName.of("a.B")).entries();
        assertThat(entries).hasSize(64).allMatch(entry -> entry.revision() == 101 && entry.lastedMillis() == 20_000);
        assertThat(entries.get(0).place()).isEqualTo(36);
        assertThat(entries.get(63).place()).isEqualTo(99);
        assertThat(entries.get(63).id()).isEqualTo(id(100));
        assertHashHolds();
    }

    @Test
    void theOldestOfAllServicesGoFirst() {
        registerInTurns(2_000, 60);

        Root root = state.root();
        assertThat(kept()).isEqualTo(History.MAX_ENTRIES);
        assertThat(root.history(ServiceName.of("s.0")).oldest()).isEqualTo(20_001);
        assertThat(root.history(ServiceName.of("s.1999")).oldest()).isEqualTo(22_000);
        assertHashHolds();
    }

    @Test
    void whatHasLeftTakesNoMoreThanWhatIsKept() {
        registerInTurns(7_000, 40);
        assertThat(kept()).isEqualTo(History.MAX_ENTRIES);
        assertThat(lying()).isLessThan(2 * History.MAX_ENTRIES);

        for (int number = 0; number < History.MAX_ENTRIES; number++) { // the others are never changed again
            apply(register("s." + number % 2_000, 100 + number / 2_000));
        }

        assertThat(kept()).isEqualTo(History.MAX_ENTRIES);
        assertThat(lying()).isLessThan(2 * History.MAX_ENTRIES);
        ServiceView unchanged = Objects.requireNonNull(state.root().service(ServiceName.of("s.6999")));
        assertThat(unchanged.history().size()).isZero();
        assertHashHolds();
    }

    private void registerInTurns(int services, int rounds) {
        for (int round = 0; round < rounds; round++) {
            List<Command> commands = new ArrayList<>();
            for (int service = 0; service < services; service++) {
                commands.add(register("s." + service, round));
                if (commands.size() == Entry.MAX_COMMANDS || service == services - 1) {
                    state.apply(++index, 1, new Entry(index, commands));
                    commands.clear();
                }
            }
        }
    }

    private int kept() {
        Root root = state.root();
        int kept = 0;
        for (ServiceView service : root.services()) {
            kept += root.history(service).entries().size();
        }
        return kept;
    }

    /** All entries in the memory of this root, those that have left with them. */
    private int lying() {
        int lying = 0;
        for (ServiceView service : state.root().services()) {
            lying += service.history().size();
        }
        return lying;
    }

    @Test
    void aForgottenServiceTakesItsHistoryAlong() {
        int services = Services.MAX_EMPTIED + 10;
        List<Command> commands = new ArrayList<>();
        for (int service = 0; service < services; service++) {
            commands.add(register("s." + service, 1));
            commands.add(new Unregister(null, ServiceName.of("s." + service), id(1), Content.NO_GENERATION));
            if (commands.size() >= Entry.MAX_COMMANDS - 1 || service == services - 1) {
                state.apply(++index, 1, new Entry(index, commands));
                commands.clear();
            }
        }

        assertThat(state.root().history(ServiceName.of("s.0")).entries()).isEmpty();
        assertThat(state.root().history(ServiceName.of("s." + (services - 1))).entries())
                .hasSize(2);
        assertHashHolds();
    }

    private void assertHashHolds() {
        assertThat(state.root().recomputedHash()).isEqualTo(state.root().hash());
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(index, List.of(command)));
    }

    private static Register register(String service, int number) {
        return new Register(null, ServiceName.of(service), id(number), Content.PLAIN, true);
    }

    private static InstanceId id(int number) {
        return new InstanceId("http", "10.0.0." + number, 8080, "x");
    }
}
