package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InstanceReaderTest {

    private static final String ID = "\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080";

    private final InstanceReader reader = new InstanceReader(InstanceLimits.DEFAULT);

    @Test
    void identityAloneIsEnough() {
        InstanceRequest request = read("{" + ID + "}");

        assertThat(request)
                .isEqualTo(new InstanceRequest(new InstanceId("http", "10.0.0.1", 8080, ""), Content.PLAIN, true));
    }

    @Test
    void everyFieldOfTheContentIsRead() {
        InstanceRequest request = read("{" + ID + """
                ,"context":"/x","parameters":{"b":"2","a":"1"},"weight":7,"enabled":false,"ephemeral":false,
                "ttlMs":3000,"offlineGraceMs":0,"generation":12,"instanceId":"second",
                "check":{"type":"grpc","port":9,"path":"/h","intervalMs":5000,"timeoutMs":500,"rise":1,"fall":9,
                  "initial":"Error","removeAfterMs":60000},
                "appId":"a","name":"n","domainName":"d","projectName":"p","updateTime":"u","buildTime":"b",
                "assemblyVersion":"v","releaseVersion":"r","fromClient":"c"}
                """);

        Content content = new Content(
                Parameters.of(Map.of("a", "1", "b", "2")),
                7,
                new Lease(false, 3_000, 0),
                12,
                "second",
                new HealthCheck(
                        HealthCheck.Type.GRPC, 9, "/h", new HealthCheck.Pace(5_000, 500, 1, 9), Status.ERROR, 60_000),
                new Release(new Release.Product("a", "n", "d", "p"), "u", "b", "v", "r", "c"));
        assertThat(request)
                .isEqualTo(new InstanceRequest(new InstanceId("http", "10.0.0.1", 8080, "x"), content, false));
    }

    @Test
    void checkWithoutMoreThanATypeHasTheDefaults() {
        assertThat(read("{" + ID + ",\"check\":{\"type\":\"http\"}}").content().check())
                .isEqualTo(
                        new HealthCheck(HealthCheck.Type.HTTP, 8080, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0));
    }

    @Test
    void whatClientsDoNotOwnAndWhatNobodyKnowsIsPassedOver() {
        assertThat(read("{" + ID
                        + ",\"status\":5,\"revision\":\"x\",\"healthy\":null,\"@class\":\"java.lang.Runtime\","
                        + "\"override\":{\"weight\":[1,{\"a\":2}]},\"draining\":true,\"lastSeen\":1.5}"))
                .isEqualTo(read("{" + ID + "}"));
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        assertThat(read("{" + ID + ",\"context\":null,\"parameters\":null,\"weight\":null,\"check\":null}"))
                .isEqualTo(read("{" + ID + "}"));
    }

    @Test
    void metadataIsAnotherNameOfParameters() {
        assertThat(read("{" + ID + ",\"metadata\":{\"a\":\"1\"}}").content().parameters())
                .isEqualTo(Parameters.of(Map.of("a", "1")));
    }

    @Test
    void lawfulSurrogatePairsAndControlCharactersOfParametersAreKept() {
        assertThat(read("{" + ID + ",\"parameters\":{\"\\ud83d\\ude00\":\"a\\tb\\n\"}}")
                        .content()
                        .parameters()
                        .get("\ud83d\ude00"))
                .isEqualTo("a\tb\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "port|-1",
                "port|0",
                "port|65536",
                "port|2147483648",
                "port|9223372036854775808",
                "port|1.5",
                "port|1e3",
                "port|\"8080\"",
                "port|\"x\"",
                "port|null",
                "port|true",
                "port|[8080]",
                "port|{}",
                "host|\"\"",
                "host|\" \"",
                "host|\"a\\r\\nb\"",
                "host|\"a\\u0000\"",
                "host|\"a/b\"",
                "host|\"u:p@h\"",
                "host|\"[::1\"",
                "host|\"http://h\"",
                "host|\"1.2.3.4.5\"",
                "host|7",
                "host|null",
                "scheme|\"\"",
                "scheme|\"ht tp\"",
                "scheme|\"1http\"",
                "scheme|null",
                "context|\"a b\"",
                "context|\"//a\"",
                "context|\"\\ud800\"",
                "context|5",
                "weight|-1",
                "weight|10001",
                "weight|99999999999",
                "weight|1.0",
                "weight|\"100\"",
                "ttlMs|2999",
                "ttlMs|-1",
                "ttlMs|3600001",
                "offlineGraceMs|-1",
                "offlineGraceMs|86400001",
                "generation|-1",
                "generation|9007199254740992",
                "enabled|1",
                "enabled|\"true\"",
                "ephemeral|0",
                "instanceId|\"\"",
                "instanceId|\"a b\"",
                "parameters|[]",
                "parameters|\"a=b\"",
                "check|true",
                "appId|1",
                "name|\"\\udc00\"",
            })
    void unlawfulValueIsRefusedWithItsPlace(String field, String value) {
        InvalidRequest refusal = refusalOf(instanceWith(field, value));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INSTANCE);
        assertThat(refusal.place()).contains(field);
        assertThat(refusal.getMessage()).startsWith(field).hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\":1}`|parameters.a",
                "`{\"a\":null}`|parameters.a",
                "`{\"a\":[\"b\"]}`|parameters.a",
                "`{\"\":\"b\"}`|parameters.",
                "`{\"a\":\"\\u0000\"}`|parameters.a",
                "`{\"a\":\"\\ud800\"}`|parameters.a",
            })
    void unlawfulParameterIsRefusedWithItsPlace(String parameters, String place) {
        InvalidRequest refusal = refusalOf(instanceWith("parameters", parameters));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INSTANCE);
        assertThat(refusal.place()).contains(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|check.type",
                "`{\"type\":\"ftp\"}`|check.type",
                "`{\"type\":\"http\",\"port\":0}`|check.port",
                "`{\"type\":\"http\",\"path\":\"health\"}`|check.path",
                "`{\"type\":\"http\",\"intervalMs\":999}`|check.intervalMs",
                "`{\"type\":\"http\",\"timeoutMs\":20000}`|check.timeoutMs",
                "`{\"type\":\"http\",\"initial\":\"Fine\"}`|check.initial",
            })
    void unlawfulCheckIsRefusedWithItsPlace(String check, String place) {
        assertThat(refusalOf(instanceWith("check", check)).place()).contains(place);
    }

    @Test
    void tooManyParametersAreRefused() {
        assertThat(read(instanceWith("parameters", pairs(128, "v")))
                        .content()
                        .parameters()
                        .size())
                .isEqualTo(128);
        assertThat(refusalOf(instanceWith("parameters", pairs(129, "v"))).getMessage())
                .contains("at most 128");
        assertThat(refusalOf(instanceWith("parameters", pairs(10_000, "v"))).code())
                .isEqualTo(ErrorCode.INVALID_INSTANCE);
    }

    @Test
    void tooLongKeysAndValuesAreRefused() {
        assertThat(refusalOf(instanceWith("parameters", "{\"" + "k".repeat(129) + "\":\"v\"}"))
                        .getMessage())
                .contains("129 characters");
        assertThat(refusalOf(instanceWith("parameters", "{\"k\":\"" + "v".repeat(4_097) + "\"}"))
                        .getMessage())
                .contains("4097 characters");
        assertThat(refusalOf(instanceWith("host", '"' + "h".repeat(5_000) + '"'))
                        .getMessage())
                .hasSizeLessThan(300);
        assertThat(refusalOf(instanceWith("context", '"' + "c".repeat(1_000_000) + '"'))
                        .getMessage())
                .hasSizeLessThan(300);
    }

    @Test
    void parametersOfMoreThan64KibInAllAreRefused() {
        String value = "\u00e4".repeat(4_000); // 8,000 bytes

        assertThat(read(instanceWith("parameters", pairs(8, value)))
                        .content()
                        .parameters()
                        .size())
                .isEqualTo(8);
        assertThat(refusalOf(instanceWith("parameters", pairs(9, value))).getMessage())
                .contains("65536 bytes");
    }

    static Stream<Arguments> bodiesThatAreNoInstance() {
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("blank", "  \n"),
                Arguments.of("cut", "{" + ID),
                Arguments.of("cut in a text", "{\"scheme\":\"ht"),
                Arguments.of("no JSON", "scheme=http"),
                Arguments.of("single quotes", "{'scheme':'http'}"),
                Arguments.of("comment", "{/**/" + ID + "}"),
                Arguments.of("trailing comma", "{" + ID + ",}"),
                Arguments.of("two values", "{" + ID + "}{}"),
                Arguments.of("text behind", "{" + ID + "} x"),
                Arguments.of("NUL", "{" + ID + "}\0"),
                Arguments.of("raw NUL in a text", "{\"scheme\":\"h\0\"}"),
                Arguments.of("key twice", "{" + ID + ",\"port\":8081}"),
                Arguments.of("unknown key twice", "{" + ID + ",\"x\":1,\"x\":2}"),
                Arguments.of("50,000 keys of one name", "{" + ID + ",\"x\":1".repeat(50_000) + "}"),
                Arguments.of("200,000 brackets inside", "{" + ID + ",\"x\":" + "[".repeat(200_000)),
                Arguments.of("33 levels", "{" + ID + ",\"x\":" + "[".repeat(32) + "]".repeat(32) + "}"),
                Arguments.of("100,000 digits", "{" + ID + ",\"x\":" + "1".repeat(100_000) + "}"),
                Arguments.of("NaN", "{" + ID + ",\"x\":NaN}"),
                Arguments.of("key of 5,000 characters", "{" + ID + ",\"" + "k".repeat(5_000) + "\":1}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodiesThatAreNoInstance")
    void bodyThatIsNoLawfulJsonIsRefused(String name, String body) {
        InvalidRequest refusal = refusalOf(body);

        assertThat(refusal.code()).as(name).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal.getMessage()).hasSizeLessThan(700);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null", "7", "true", "\"x\"", "[]", "[{}]"})
    void bodyThatIsNoObjectIsRefused(String body) {
        assertThat(refusalOf(body).getMessage()).isEqualTo("the JSON must be an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1e1000000000", "-1e1000000000", "1e-1000000000"})
    void numbersOfHugeExponentsCostNothing(String number) {
        assertThat(refusalOf(instanceWith("port", number)).code()).isEqualTo(ErrorCode.INVALID_INSTANCE);
        assertThat(read("{" + ID + ",\"x\":" + number + "}")).isEqualTo(read("{" + ID + "}"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (byte[] body : new byte[][] {
            {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}, // NUL in two bytes
            {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}, // a lone surrogate
            ("{" + ID + "}").getBytes(StandardCharsets.UTF_16),
            ("{" + ID + "}").getBytes(StandardCharsets.UTF_16LE)
        }) {
            InvalidRequest refusal = catchThrowableOfType(InvalidRequest.class, () -> reader.read(body));

            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void missingIdentityIsNamed() {
        assertThat(refusalOf("{}").getMessage()).isEqualTo("scheme is missing");
        assertThat(refusalOf("{\"scheme\":\"http\"}").getMessage()).isEqualTo("host is missing");
        assertThat(refusalOf("{\"scheme\":\"http\",\"host\":\"h\"}").getMessage())
                .isEqualTo("port is missing");
    }

    private InstanceRequest read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private InvalidRequest refusalOf(String body) {
        InvalidRequest refusal = catchThrowableOfType(InvalidRequest.class, () -> read(body));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static String instanceWith(String field, String value) {
        String rest = Stream.of("\"scheme\":\"http\"", "\"host\":\"10.0.0.1\"", "\"port\":8080")
                .filter(pair -> !pair.startsWith('"' + field + '"'))
                .collect(Collectors.joining(","));
        return "{" + rest + ",\"" + field + "\":" + value + "}";
    }

    private static String pairs(int count, String value) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"k" + number + "\":\"" + value + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
