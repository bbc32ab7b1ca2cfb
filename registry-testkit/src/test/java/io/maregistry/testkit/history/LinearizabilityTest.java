package io.maregistry.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker itself, on histories whose answer is known. */
class LinearizabilityTest {

    private static final List<Kind> KINDS = List.of(Kind.REGISTER, Kind.UNREGISTER, Kind.READ);

    @Test
    void emptyHistoryHolds() {
        assertThat(Linearizability.holds(List.of())).isTrue();
    }

    @Test
    void readBehindAReturnedWriteMustSeeIt() {
        assertThat(Linearizability.holds(List.of(register(0, 1, 2), read(0b1, 3, 4))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(register(0, 1, 2), read(0, 3, 4))))
                .isFalse();
    }

    @Test
    void readBesideAWriteMaySeeEither() {
        assertThat(Linearizability.holds(List.of(register(0, 1, 4), read(0, 2, 3))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(register(0, 1, 4), read(0b1, 2, 3))))
                .isTrue();
    }

    @Test
    void laterReadMayNotGoBack() {
        assertThat(Linearizability.holds(List.of(register(0, 1, 8), read(0b1, 2, 3), read(0, 4, 5))))
                .isFalse();
    }

    @Test
    void twoReadersMayNotSeeTwoWritesInDifferentOrders() {
        assertThat(Linearizability.holds(
                        List.of(register(0, 1, 20), register(1, 2, 21), read(0b01, 3, 6), read(0b10, 4, 7))))
                .isFalse();
    }

    @Test
    void unknownWriteMayTakeEffectLateOrNever() {
        Operation lost = new Operation(Kind.REGISTER, 0, 1, Operation.NEVER);
        assertThat(Linearizability.holds(List.of(lost, read(0, 2, 3), read(0b1, 4, 5))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(lost, read(0, 2, 3)))).isTrue();
    }

    @Test
    void unknownWriteMayNotTakeEffectTwice() {
        Operation lost = new Operation(Kind.REGISTER, 0, 1, Operation.NEVER);
        assertThat(Linearizability.holds(List.of(lost, read(0b1, 2, 3), unregister(0, 4, 5), read(0b1, 6, 7))))
                .isFalse();
    }

    @Test
    void readOfWhatNobodyWroteFails() {
        assertThat(Linearizability.holds(List.of(read(0b100, 1, 2)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void historyOfARealOrderHoldsUntilOneReadIsChanged(long seed) {
        List<Operation> history = overlapping(new Random(seed), 300);
        assertThat(Linearizability.holds(history)).isTrue();

        List<Operation> spoilt = new ArrayList<>(history);
        int at = history.size() - 1;
        while (spoilt.get(at).kind() != Kind.READ) {
            at--;
        }
        Operation read = spoilt.get(at);
        spoilt.set(at, new Operation(Kind.READ, read.argument() | 1L << 40, read.begin(), read.end()));

        assertThat(Linearizability.holds(spoilt)).isFalse();
    }

    /** Operations that take effect one after another, called up to 50 ticks before and returned up to 50 after. */
    private static List<Operation> overlapping(Random random, int count) {
        List<Operation> operations = new ArrayList<>();
        long list = 0;
        for (int at = 0; at < count; at++) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            long moment = 100L + at * 20L;
            long argument = kind == Kind.READ ? list : random.nextInt(5);
            Operation operation =
                    new Operation(kind, argument, moment - random.nextInt(50), moment + 1 + random.nextInt(50));
            list = operation.applyTo(list);
            operations.add(operation);
        }
        return operations;
    }

    private static Operation register(int instance, long begin, long end) {
        return new Operation(Kind.REGISTER, instance, begin, end);
    }

    private static Operation unregister(int instance, long begin, long end) {
        return new Operation(Kind.UNREGISTER, instance, begin, end);
    }

    private static Operation read(long list, long begin, long end) {
        return new Operation(Kind.READ, list, begin, end);
    }
}
