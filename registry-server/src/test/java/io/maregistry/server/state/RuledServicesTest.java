package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Edit;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many services may have rules, and how large all of these may be. */
class RuledServicesTest {

    private static final String TEXT = "x".repeat((int) (RuledServices.MAX_BYTES / 4)); // shared by all who have it
    private static final PatchInstance.Room ROOM = new PatchInstance.Room(128, Integer.MAX_VALUE);

    private RegistryState state = new RegistryState();
    private long index;

    @AfterEach
    void hashIsThatOfTheRows() {
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
    }

    @Test
    void patchThatAddsIsRefusedWhereAllRulesWouldBeTooLarge() {
        fillUpTo(1_000);

        assertRefused(write(service(5), text(1_000)));
        assertRefused(write(service(1), TEXT + text(1_000)));
        assertRefused(write(ServiceName.of("blue", "g", "a.B"), text(1_000)));
        assertThat(state.root().rules(service(5))).isNull();
        assertTaken(write(service(5), text(900)));
        assertTaken(apply(patch(service(1), ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)))));
    }

    @Test
    void patchThatAddsNothingIsTakenAtTheLimitAndLeavesRoom() {
        fillUpTo(0);
        assertRefused(apply(patch(service(5), ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)))));

        assertTaken(write(service(1), "y" + TEXT.substring(1_001)));
        assertTaken(write(service(2), TEXT.substring(1_500)));
        assertTaken(write(service(5), text(400)));
        assertTaken(apply(patch(service(3), ServicePatch.NONE.withMetadata(ParametersPatch.CLEAR))));
        assertTaken(write(service(6), TEXT.substring(1_000)));

        assertRefused(write(service(7), text(200)));
    }

    @Test
    void namespaceThatGoesLeavesTheRoomOfItsRules() {
        ServiceName blue = ServiceName.of("blue", "g", "a.B");
        assertTaken(write(blue, text(2_000)));
        fillUpTo(0);
        assertRefused(write(service(5), text(1_000)));

        apply(new DeleteNamespace(null, "blue", true));

        assertTaken(write(service(5), text(1_000)));
    }

    @Test
    void stateOfASnapshotIsAsFull() {
        StateBuilder builder = new StateBuilder();
        for (int number = 1; number <= 4; number++) {
            builder.item(rules(number, number, TEXT.substring(1_000)));
        }
        state = builder.build(new Position(0, 0));

        assertRefused(write(service(5), text(4_000)));

        assertTaken(write(service(5), text(1_000)));
    }

    @Test
    void mergeIsRefusedWhereTheRulesOfBothSidesWouldBeTooLarge() {
        fillUpTo(1_000);

        assertRefused(restore(true, List.of(rules(5, 9, text(1_000)))));
        assertRefused(restore(true, List.of(rules(1, 9, TEXT + text(1_000)))));
        assertThat(state.root().rules(service(5))).isNull();
        assertChanged(restore(true, List.of(rules(5, 9, text(900)), rules(1, 1, TEXT + TEXT)))); // ours stays

        assertChanged(restore(true, List.of(rules(1, 99, text(1)), rules(6, 99, TEXT.substring(2_000)))));
    }

    @Test
    void documentThatReplacesCountsAlone() {
        fillUpTo(0);

        assertChanged(restore(false, List.of(rules(5, 9, TEXT), rules(6, 9, TEXT), rules(7, 9, TEXT))));
        assertRefused(
                restore(false, List.of(rules(5, 9, TEXT), rules(6, 9, TEXT), rules(7, 9, TEXT), rules(8, 9, TEXT))));

        assertTaken(write(service(8), TEXT.substring(1_000)));
    }

    @Test
    void servicesOfBothSidesAreCounted() {
        List<Item> most = new ArrayList<>();
        for (int number = 1; number <= RuledServices.MAX; number++) {
            most.add(rules(number, 5, ""));
        }
        assertChanged(restore(false, most));
        int more = RuledServices.MAX + 1;

        assertRefused(apply(patch(service(more), ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)))));
        assertRefused(restore(true, List.of(rules(more, 9, ""))));

        assertTaken(apply(patch(service(1), ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)))));
        assertChanged(restore(true, List.of(rules(2, 99, "text"))));
    }

    /** Four services have rules that leave so many bytes. */
    private void fillUpTo(int left) {
        for (int number = 1; number <= 3; number++) {
            assertTaken(write(service(number), TEXT.substring(1_000)));
        }
        long taken = 0;
        for (ServiceRules rules : state.root().rules()) {
            taken += rules.bytes();
        }
        int beside = rules(4, 1, "x").bytes() - 1;
        assertTaken(write(service(4), text((int) (RuledServices.MAX_BYTES - left - taken) - beside)));
    }

    private static String text(int length) {
        return "x".repeat(length);
    }

    private static ServiceName service(int number) {
        return ServiceName.of("s" + number);
    }

    /** Those of a service; without metadata where the text is empty. */
    private static ServiceRules rules(int number, long revision, String text) {
        Parameters metadata = text.isEmpty() ? Parameters.empty() : Parameters.of(Map.of("text", text));
        return new ServiceRules(service(number), new Rules(metadata, 4_000, Rules.UNSET), revision);
    }

    private static PatchService patch(ServiceName service, ServicePatch patch) {
        return new PatchService(null, service, PatchInstance.ANY_REVISION, patch, ROOM);
    }

    private Outcome write(ServiceName service, String text) {
        ParametersPatch pairs = new ParametersPatch(false, Parameters.of(Map.of("text", text)), List.of());
        return apply(patch(service, ServicePatch.NONE.withMetadata(pairs)));
    }

    private Outcome restore(boolean merge, List<Item> items) {
        apply(new RestoreBegin("r", "0".repeat(64), false, merge, RestoreBegin.ANY_REVISION));
        apply(new RestoreChunk("r", 0, List.of(), items));
        return apply(new RestoreCommit("r", 1, 1, 1));
    }

    private Outcome apply(Command command) {
        index++;
        return state.apply(index, 1, new Entry(index, List.of(command)))
                .outcomes()
                .get(0);
    }

    private static void assertTaken(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Patched.class,
                        patched -> assertThat(patched.changed()).isTrue());
    }

    private static void assertChanged(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Restored.class,
                        restored -> assertThat(restored.changed()).isTrue());
    }

    private static void assertRefused(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Outcome.Rejected.Reason.QUOTA_EXCEEDED));
    }
}
