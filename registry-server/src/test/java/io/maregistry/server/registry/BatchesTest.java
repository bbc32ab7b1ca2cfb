package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private final RegistryException unknown = new RegistryException.Indeterminate("the leader is lost");
    private final RegistryException unavailable =
            new RegistryException.Unavailable(ErrorCode.NO_LEADER, "nothing was written");
    private final RegistryException overloaded = new RegistryException.Overloaded("too many wait", 1);
    private final RegistryException unlawful =
            new RegistryException.InvalidRequest(ErrorCode.INVALID_NAME, "no name", "items[0]");

    @Test
    void callFailsAsAllItsItemsDid() {
        assertThatThrownBy(() -> Batches.throwFailureOfAll(failed(unavailable, unavailable)))
                .isSameAs(unavailable);
    }

    @Test
    void callIsOfUnknownOutcomeWhereThatOfAnItemIsUnknown() {
        assertThatThrownBy(() -> Batches.throwFailureOfAll(failed(unknown, unavailable, overloaded)))
                .isSameAs(unknown);
        assertThatThrownBy(() -> Batches.throwFailureOfAll(failed(overloaded, unknown)))
                .isSameAs(unknown);
    }

    @Test
    void itemsThatFailedInOtherWaysAreToldEachForItself() {
        assertThatNoException().isThrownBy(() -> Batches.throwFailureOfAll(failed(unavailable, overloaded)));
    }

    @Test
    void itemThatIsItselfAtFaultFailsNoCall() {
        assertThatNoException().isThrownBy(() -> Batches.throwFailureOfAll(failed(unlawful, unknown)));
    }

    private static List<Batches.Result> failed(RegistryException... failures) {
        return Stream.of(failures)
                .map(failure -> new Batches.Result(null, failure))
                .toList();
    }
}
