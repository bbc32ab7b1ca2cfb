package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.proto.v1.OutcomeRecord;
import io.maregistry.server.state.Outcome;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeCodecTest {

    static Stream<Outcome> outcomes() {
        return Samples.outcomes().stream();
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void everyOutcomeComesBackAsItWas(Outcome outcome) {
        assertThat(OutcomeCodec.fromProto(OutcomeCodec.toProto(outcome))).isEqualTo(outcome);
    }

    @Test
    void samplesHoldEveryKindOfOutcome() {
        Set<Class<?>> kinds = new HashSet<>();
        outcomes().forEach(outcome -> kinds.add(outcome.getClass()));

        assertThat(kinds).containsExactlyInAnyOrder(Outcome.class.getPermittedSubclasses());
        assertThat(OutcomeRecord.KindCase.values()).hasSize(kinds.size() + 1);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void unknownFieldAnywhereIsCorrupted(Outcome outcome) {
        for (Message strange : UnknownFields.anywhereIn(OutcomeCodec.toProto(outcome))) {
            assertThatThrownBy(() -> OutcomeCodec.fromProto((OutcomeRecord) strange))
                    .isInstanceOf(Corrupted.class)
                    .hasMessageContaining("unknown field 1000");
        }
    }

    @Test
    void outcomeOfNoKindIsCorrupted() {
        assertThatThrownBy(() -> OutcomeCodec.fromProto(OutcomeRecord.getDefaultInstance()))
                .isInstanceOf(Corrupted.class);
    }
}
