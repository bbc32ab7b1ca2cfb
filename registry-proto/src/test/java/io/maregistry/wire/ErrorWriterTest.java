package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorWriterTest {

    @Test
    void errorOfAnUnknownLeaderIsTheOneOfTheDescription() {
        assertThat(written(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known; retry")))
                .isEqualTo("{'status':503,'code':'NO_LEADER','message':'no leader is known; retry','path':'/reg',"
                        + "'timestamp':1763700000000}");
    }

    @Test
    void conflictTellsRevisionAndStoredGeneration() {
        assertThat(written(new RegistryException.Conflict(ErrorCode.STALE_GENERATION, "stale", 58, 3)))
                .endsWith(",'revision':58,'generation':3}");
    }

    @Test
    void conflictWithoutAGenerationTellsNone() {
        assertThat(written(new RegistryException.Conflict(ErrorCode.QUOTA_EXCEEDED, "full", 58, -1)))
                .endsWith(",'revision':58}");
    }

    @Test
    void invalidRequestTellsThePlace() {
        assertThat(written(new RegistryException.InvalidRequest(
                        ErrorCode.INVALID_SNAPSHOT, "bad", "REGISTRY.a.B[3].port")))
                .endsWith(",'at':'REGISTRY.a.B[3].port'}");
    }

    @Test
    void notLeaderTellsTheLeader() {
        assertThat(written(new RegistryException.NotLeader("http://127.0.0.1:8082")))
                .endsWith(",'leader':'http://127.0.0.1:8082'}");
    }

    @Test
    void refusedMethodTellsTheAllowedOnes() {
        ErrorBody body = ErrorBody.of(ErrorCode.METHOD_NOT_ALLOWED, "no").withAllowed(List.of("GET", "POST"));

        assertThat(written(body)).endsWith(",'allowed':['GET','POST']}");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasAStatus(ErrorCode code) {
        assertThat(ErrorTable.httpStatus(code)).isBetween(400, 504);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_NAME,400",
        "UNAUTHENTICATED,401",
        "FORBIDDEN_ORIGIN,403",
        "NO_SUCH_ROUTE,404",
        "METHOD_NOT_ALLOWED,405",
        "REQUEST_TIMEOUT,408",
        "STALE_GENERATION,409",
        "COMPACTED,410",
        "BODY_TOO_LARGE,413",
        "URI_TOO_LONG,414",
        "NOT_LEADER,421",
        "OVERLOADED,429",
        "HEAD_TOO_LARGE,431",
        "INTERNAL,500",
        "NOT_SUPPORTED,501",
        "DISK_FULL,503",
        "OUTCOME_UNKNOWN,504"
    })
    void statusesAreThoseOfTheDescription(ErrorCode code, int status) {
        assertThat(ErrorTable.httpStatus(code)).isEqualTo(status);
    }

    @Test
    void whoShallComeBackIsToldWhen() {
        assertThat(ErrorTable.retryAfterSeconds(new RegistryException.Overloaded("full", 7)))
                .isEqualTo(OptionalInt.of(7));
        assertThat(ErrorTable.retryAfterSeconds(new RegistryException.Unavailable(ErrorCode.STOPPING, "bye")))
                .isEqualTo(OptionalInt.of(1));
        assertThat(ErrorTable.retryAfterSeconds(new RegistryException.Indeterminate("?")))
                .isEmpty();
    }

    private static String written(RegistryException error) {
        return written(ErrorBody.of(error));
    }

    private static String written(ErrorBody error) {
        byte[] bytes = JsonOutput.bytes(json -> ErrorWriter.write(json, error, "/reg", 1_763_700_000_000L));
        return new String(bytes, StandardCharsets.UTF_8).replace('"', '\'');
    }
}
