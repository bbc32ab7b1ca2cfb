package io.maregistry.model;

/**
 * Which build of a program runs: what a heartbeat of RegisterCentre's clients is compared by. A text that is empty was not
 * given. Two are the same where all three texts are.
 *
 * @param buildTime when the program was built, ISO-8601
 * @param assemblyVersion the version of its files
 * @param releaseVersion the version that people call it by
 */
public record Versions(String buildTime, String assemblyVersion, String releaseVersion) {

    public Versions {
        Release.checkLength(buildTime);
        Release.checkLength(assemblyVersion);
        Release.checkLength(releaseVersion);
    }
}
