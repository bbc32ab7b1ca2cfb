package io.maregistry.client.centre;

/**
 * What a program says of itself to the RegisterCentre. Texts that are empty are not said.
 *
 * @param domainName the domain that it belongs to
 * @param appId the service, as the registry lists it
 * @param name what people call it
 * @param updateTime when it said so, ISO-8601
 * @param buildTime when it was built, ISO-8601
 * @param assemblyVersion the version of its files
 * @param releaseVersion the version that people call it by
 * @param projectName the project that it belongs to
 * @param fromClient names the instance: {@code [scheme://]host:port[/context]}, or any other text; empty = where the
 *     connection comes from
 */
public record ServiceRegisterInfo(
        String domainName,
        String appId,
        String name,
        String updateTime,
        String buildTime,
        String assemblyVersion,
        String releaseVersion,
        String projectName,
        String fromClient) {

    public ServiceRegisterInfo {
        if (appId.isEmpty() || name.isEmpty() || projectName.isEmpty()) {
            throw new IllegalArgumentException("appId, name and projectName must be given");
        }
    }

    /** A program that says no more than it must. */
    public static ServiceRegisterInfo of(String appId, String name, String projectName) {
        return new ServiceRegisterInfo("", appId, name, "", "", "", "", projectName, "");
    }

    public ServiceRegisterInfo withDomainName(String domain) {
        return new ServiceRegisterInfo(
                domain, appId, name, updateTime, buildTime, assemblyVersion, releaseVersion, projectName, fromClient);
    }

    /** The same program in another build. */
    public ServiceRegisterInfo withBuild(String built, String assembly, String release) {
        return new ServiceRegisterInfo(
                domainName, appId, name, updateTime, built, assembly, release, projectName, fromClient);
    }

    public ServiceRegisterInfo withFromClient(String from) {
        return new ServiceRegisterInfo(
                domainName, appId, name, updateTime, buildTime, assemblyVersion, releaseVersion, projectName, from);
    }

    ServiceRegisterInfo withUpdateTime(String time) {
        return new ServiceRegisterInfo(
                domainName, appId, name, time, buildTime, assemblyVersion, releaseVersion, projectName, fromClient);
    }
}
