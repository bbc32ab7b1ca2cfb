package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatchWriterTest {

    private static final ParametersPatch PAIRS =
            new ParametersPatch(false, Parameters.of(Map.of("zone", "z\"2")), List.of("canary"));

    static List<InstancePatch> patches() {
        return List.of(
                InstancePatch.NONE,
                InstancePatch.NONE
                        .withEnabled(Edit.to(false))
                        .withWeight(Edit.to(0))
                        .withStatus(Edit.to(Status.ERROR))
                        .withParameters(PAIRS)
                        .withTtlMillis(Edit.to(9_000L))
                        .withCheck(Edit.to(check(Edit.to(HealthCheck.Type.TCP))))
                        .withMetrics(new ParametersPatch(false, Parameters.of(Map.of("cpu", "-4.50")), List.of("qps"))),
                InstancePatch.NONE
                        .withEnabled(Edit.clear())
                        .withWeight(Edit.clear())
                        .withStatus(Edit.clear())
                        .withParameters(ParametersPatch.CLEAR)
                        .withTtlMillis(Edit.clear())
                        .withCheck(Edit.clear())
                        .withMetrics(ParametersPatch.CLEAR),
                InstancePatch.NONE.withCheck(Edit.to(check(Edit.clear()))));
    }

    @ParameterizedTest
    @MethodSource("patches")
    void whatIsWrittenReadsAsTheSamePatch(InstancePatch patch) {
        byte[] written = PatchWriter.json(patch).getBytes(StandardCharsets.UTF_8);

        assertThat(new PatchReader(InstanceLimits.DEFAULT).read(written)).isEqualTo(patch);
    }

    static List<ServicePatch> patchesOfServices() {
        return List.of(
                ServicePatch.NONE,
                new ServicePatch(PAIRS, Edit.to(9_000L), Edit.to(333)),
                new ServicePatch(ParametersPatch.NONE, Edit.keep(), Edit.to(0)),
                new ServicePatch(ParametersPatch.NONE, Edit.keep(), Edit.to(1_000)),
                new ServicePatch(ParametersPatch.CLEAR, Edit.clear(), Edit.clear()));
    }

    @ParameterizedTest
    @MethodSource("patchesOfServices")
    void whatIsWrittenOfAServiceReadsAsTheSamePatch(ServicePatch patch) {
        byte[] written = PatchWriter.json(patch).getBytes(StandardCharsets.UTF_8);

        assertThat(new RulesReader(InstanceLimits.DEFAULT).patch(written)).isEqualTo(patch);
    }

    @Test
    void allPairsAnewCannotBeSaidInOnePatch() {
        InstancePatch patch = InstancePatch.NONE.withParameters(
                new ParametersPatch(true, Parameters.of(Map.of("zone", "z2")), List.of()));

        assertThatThrownBy(() -> PatchWriter.json(patch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameters");
    }

    private static CheckPatch check(Edit<HealthCheck.Type> type) {
        return new CheckPatch(
                type,
                Edit.to(9),
                Edit.to("/h"),
                Edit.to(5_000L),
                Edit.clear(),
                Edit.to(1),
                Edit.keep(),
                Edit.to(Status.ERROR),
                Edit.to(1_000L));
    }
}
