package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.CheckResult;
import org.junit.jupiter.api.Test;

/** Instances as the gRPC API tells them. */
class InstanceMessagesTest {

    private static final int LATER = 17; // a number that no status has yet
    private static final Instance PLAIN =
            new Instance(InstanceId.ofUrl("http://10.0.0.1:8080"), Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 7);

    private static io.maregistry.proto.v1.Instance.Builder message() {
        return InstanceMessages.toMessage(PLAIN).toBuilder();
    }

    @Test
    void instanceComesBackAsItWasTold() {
        assertThat(InstanceMessages.listed(message().build())).isEqualTo(PLAIN);
    }

    @Test
    void weightThatNobodySetIsTheInstancesOwn() {
        io.maregistry.proto.v1.Instance silent =
                message().setWeight(7).clearEffectiveWeight().build();
        io.maregistry.proto.v1.Instance withdrawn =
                message().setWeight(7).setEffectiveWeight(0).build();

        assertThat(InstanceMessages.listed(silent).weight()).isEqualTo(7);
        assertThat(InstanceMessages.listed(withdrawn).weight()).isZero();
    }

    @Test
    void statusOfALaterReleaseIsErrorUnlessTheInstanceIsHealthy() {
        assertThat(InstanceMessages.listed(message()
                                .setStatusValue(LATER)
                                .setHealthy(false)
                                .build())
                        .status())
                .isEqualTo(Status.ERROR);
        assertThat(InstanceMessages.listed(
                                message().setStatusValue(LATER).setHealthy(true).build())
                        .isHealthy())
                .isTrue();
    }

    @Test
    void checkOfALaterReleaseIsLeftOut() {
        io.maregistry.proto.v1.HealthCheck known =
                io.maregistry.proto.v1.HealthCheck.newBuilder().setType("tcp").build();
        io.maregistry.proto.v1.HealthCheck ofALaterKind =
                known.toBuilder().setType("quic").build();
        io.maregistry.proto.v1.HealthCheck withALaterStatus =
                known.toBuilder().setInitialValue(LATER).build();

        assertThat(InstanceMessages.listed(message().setCheck(known).build())
                        .content()
                        .check())
                .extracting(HealthCheck::type)
                .isEqualTo(HealthCheck.Type.TCP);
        assertThat(InstanceMessages.listed(message().setCheck(ofALaterKind).build())
                        .content()
                        .check())
                .isNull();
        assertThat(InstanceMessages.listed(message().setCheck(withALaterStatus).build())
                        .content()
                        .check())
                .isNull();
    }

    @Test
    void requestThatIsNotUnderstoodIsRefused() {
        io.maregistry.proto.v1.Instance asked = message()
                .setCheck(io.maregistry.proto.v1.HealthCheck.newBuilder().setType("quic"))
                .build();

        assertThatThrownBy(() -> InstanceMessages.request(asked, InstanceLimits.DEFAULT, "instance"))
                .hasMessageContaining("check.type must be");
    }

    @Test
    void whatACheckFoundComesBackWithoutTheRegistrysOwnClock() {
        HealthCheck check =
                new HealthCheck(HealthCheck.Type.TCP, 8080, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0);
        CheckState found = new CheckState(CheckState.Verdict.FAILING, 7_000, 1_763_700_000_000L, "refused", 3);
        Instance failing = new Instance(PLAIN.id(), checked(check), Operator.NONE, Status.ERROR, 5, 7, null, found);

        Instance told = InstanceMessages.listed(InstanceMessages.toMessage(failing));

        assertThat(told.checkState()).isEqualTo(found.since(0));
        assertThat(told.isFailing()).isTrue();
        assertThat(told.status()).isEqualTo(Status.ERROR);
    }

    @Test
    void verdictOfALaterReleaseIsLeftOut() {
        HealthCheck check =
                new HealthCheck(HealthCheck.Type.TCP, 8080, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0);
        Instance checked = new Instance(PLAIN.id(), checked(check), Operator.NONE, Status.RUNNING, 5, 7);
        io.maregistry.proto.v1.Instance odd = InstanceMessages.toMessage(checked).toBuilder()
                .setCheckResult(CheckResult.newBuilder().setVerdict("limping"))
                .build();

        assertThat(InstanceMessages.listed(odd)).isEqualTo(checked);
    }

    private static Content checked(HealthCheck check) {
        return new Content(
                Content.PLAIN.parameters(),
                Content.NORMAL_WEIGHT,
                Content.PLAIN.lease(),
                Content.NO_GENERATION,
                null,
                check,
                Content.PLAIN.release());
    }
}
