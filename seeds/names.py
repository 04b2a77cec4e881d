"""Names for people who do not exist."""

from itertools import product
from random import Random
from string import ascii_uppercase

FIRST_NAMES = (
    "Ada", "Agnes", "Aisha", "Akira", "Alma", "Amara", "Amir", "Anders", "Anika", "Anton", "Arjun", "Astrid", "Aylin",
    "Bao", "Beatriz", "Benno", "Bronwen", "Carlos", "Cem", "Chidi", "Ciara", "Clara", "Dalia", "Damian", "Daria",
    "Deniz", "Dmitri", "Dora", "Ebba", "Eduardo", "Eilidh", "Emeka", "Enzo", "Esra", "Eva", "Fadi", "Fatima",
    "Fergus", "Finn", "Flora", "Gareth", "Gita", "Greta", "Gwen", "Hamza", "Hanneke", "Harriet", "Haruki", "Hassan",
    "Helga", "Hugo", "Idris", "Ikram", "Ilse", "Imani", "Ingrid", "Isla", "Ivo", "Jamal", "Jana", "Jasper", "Joana",
    "Jonas", "Juno", "Kaito", "Karim", "Kasia", "Kerstin", "Kiran", "Kwame", "Laila", "Lars", "Lena", "Levi", "Linh",
    "Lorcan", "Lucia", "Magnus", "Malik", "Manon", "Mara", "Mateo", "Meera", "Milan", "Mirjam", "Moira", "Nadia",
    "Naoko", "Nele", "Nikhil", "Nina", "Noor", "Olga", "Omar", "Orla", "Otto", "Paolo", "Petra", "Pia", "Quentin",
    "Rafael", "Rania", "Rosa", "Ruth", "Sabine", "Samira", "Sanjay", "Seamus", "Selma", "Sven", "Tamar", "Tariro",
    "Tessa", "Thandi", "Timo", "Uma", "Vera", "Vikram", "Wanda", "Wim", "Xenia", "Yara", "Yorick", "Yuki", "Zahra",
    "Zoltan",
)  # fmt: skip


def made_up_names(random: Random, count: int) -> list[str]:
    """So many different ones, such as “Orla T.”."""
    names = [f"{first} {initial}." for first, initial in product(FIRST_NAMES, ascii_uppercase)]
    return random.sample(names, count)
