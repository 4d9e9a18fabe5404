from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """As Innkeep hashes: a sign-in costs both the same work."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
